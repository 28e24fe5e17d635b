import {
  CreateRoleCommand, DeleteRoleCommand, DeleteRolePolicyCommand, ListRolesCommand, PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { PREFIX } from './account';
import type { Clients, RegionClients } from '../aws/clients';
import { failureOf, textOf } from '../aws/errors';
import { pages } from '../aws/pages';

/** Every role of a probe has one inline policy, of this name. */
const POLICY_NAME = 'probe';

export interface ProbeRole { readonly name: string; readonly arn: string; readonly madeAt: number }

/** Why a question is not asked. The others are. */
export class NotAsked extends Error {}

/** The temporary roles of a probe. IAM knows no Region, so their path names the one that they are for. */
export class ProbeRoles {
  private readonly path: string;
  private count = 0;

  constructor(private readonly clients: Clients, private readonly run: string) {
    this.path = `/${PREFIX.slice(0, -1)}/${clients.region}/`;
  }

  /** Whether this run has tried to make a role. */
  public get hasMade(): boolean {
    return this.count > 0;
  }

  /**
   * Makes a role that this account may assume.
   *
   * @param keyArn ARN of a key, which has the account and the partition
   */
  public async create(keyArn: string, PolicyDocument: string): Promise<ProbeRole> {
    const [, partition, , , account] = keyArn.split(':');
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'sts:AssumeRole' },
      ],
    });
    // Roles that cannot be listed could not be found again by a later --clean.
    if (!this.hasMade) { await orNotAsked('iam:ListRoles', () => this.leftovers()); }
    this.count += 1;
    const RoleName = `${PREFIX}${this.run}-${this.count}`;
    const made = await orNotAsked('iam:CreateRole', () => this.clients.iam.send(
      new CreateRoleCommand({ RoleName, Path: this.path, AssumeRolePolicyDocument })));
    await orNotAsked('iam:PutRolePolicy', () => this.clients.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: POLICY_NAME, PolicyDocument })));
    return { name: RoleName, arn: made.Role!.Arn!, madeAt: this.clients.clock.now() };
  }

  /** The clients of a session, or why there is none: a new role can be assumed after a while. */
  public async assume(RoleArn: string): Promise<RegionClients | { readonly denial: string }> {
    try {
      const { Credentials: given } = await this.clients.sts.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: PREFIX + this.run }));
      return this.clients.as({
        accessKeyId: given!.AccessKeyId!, secretAccessKey: given!.SecretAccessKey!, sessionToken: given!.SessionToken!,
      });
    } catch (error) {
      if (failureOf(error) === 'denied') { return { denial: textOf(error) }; }
      throw error;
    }
  }

  /** The names of the roles that earlier runs, or this one, have left. */
  public async leftovers(): Promise<string[]> {
    const found = await pages(async (Marker) => {
      const page = await this.clients.iam.send(new ListRolesCommand({ PathPrefix: this.path, Marker }));
      return { items: (page.Roles ?? []).map(({ RoleName }) => RoleName), next: page.Marker };
    });
    return found.filter((name): name is string => name?.startsWith(PREFIX) === true);
  }

  /** Deletes a role and its policy, which may not have been put, or be gone already. */
  public async delete(RoleName: string): Promise<unknown> {
    try {
      await this.clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY_NAME }));
    } catch (error) {
      if (failureOf(error) !== 'not-found') { throw error; }
    }
    return this.clients.iam.send(new DeleteRoleCommand({ RoleName }));
  }
}

async function orNotAsked<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (failureOf(error) !== 'denied') { throw error; }
    throw new NotAsked(`${textOf(error)}; permit ${action} to the credentials that you use`);
  }
}
