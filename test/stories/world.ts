import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App, CfnResource, Stack, Tags, aws_redshiftserverless as redshiftserverless, type StageSynthesisOptions,
} from 'aws-cdk-lib';
import {
  localCloudFormation, stackSource, type CloudFormation, type CloudFormationOptions, type DeployOptions,
  type StackOutcome, type StackSource,
} from '../../simulator/cloudformation';
import { LocalAws, type LocalAwsOptions } from '../../simulator/local-aws';
import type { CallRecord } from '../../simulator/types';
import { NamespaceEncryption, RotatableNamespace, type RotatableNamespaceProps } from '../../src';

export const STACK = 'Warehouse';
export const NAMESPACE = 'warehouse';
const TIB = 2 ** 40;

/** What one version of the user's app says. */
export interface AppVersion extends RotatableNamespaceProps {
  /** a resource beside the namespace that fails: on 'create', 'update', … */
  readonly siblingFails?: 'create' | 'update' | 'rollback';
  /** changes with each value, so that the sibling is updated */
  readonly siblingValue?: string;
  /** how long the sibling takes, in seconds */
  readonly siblingSeconds?: number;
  /** the sibling waits for the namespace. @default true */
  readonly siblingLast?: boolean;
  /** @default true */
  readonly workgroup?: boolean;
  /** a tag of the namespace, with the key `team` */
  readonly team?: string;
}

/** The PhysicalResourceId of a window whose namespace was created with the alias of its construct. */
export const identityOf = (name: string): string =>
  `${name}|createdWith=arn:aws:kms:us-east-1:111122223333:alias/redshift-serverless/${name}`;

/** A version on a key generation of the construct's own. */
export const onGeneration = (active: number, newest = active): AppVersion =>
  ({ encryption: NamespaceEncryption.keyGenerations({ active, newest }) });

/** A resource after the key change fails: the deployment rolls back when the key has changed. */
export const SIBLING_FAILS: AppVersion = { siblingFails: 'update', siblingValue: 'new' };

/** What a response tells CloudFormation. */
export interface ResponseBody { readonly Status: string; readonly Reason: string; readonly PhysicalResourceId: string }

/** An account, its CloudFormation, and the user's app in it. */
export class World {
  public static async start(options?: LocalAwsOptions, cloudFormation?: CloudFormationOptions): Promise<World> {
    return new World(await LocalAws.start(options), cloudFormation);
  }

  public readonly cloudFormation: CloudFormation;
  private readonly folders: string[] = [];

  private constructor(public readonly aws: LocalAws, options?: CloudFormationOptions) {
    this.cloudFormation = localCloudFormation(aws, options);
  }

  /** Synthesises an app in a folder of its own. */
  public synth(build: (app: App) => void, stackName = STACK, options?: StageSynthesisOptions): StackSource {
    const outdir = mkdtempSync(join(tmpdir(), 'rotatable-namespace-'));
    this.folders.push(outdir);
    const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
    build(app);
    app.synth(options);
    return stackSource(outdir, stackName);
  }

  /** The user's app: a namespace, a workgroup on it, and something else. */
  public source(version: AppVersion = {}): StackSource {
    return this.synth((app) => {
      const {
        siblingFails, siblingValue, siblingSeconds = 5, siblingLast = true, workgroup = true, team, ...props
      } = version;
      const stack = new Stack(app, STACK);
      const namespace = new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, ...props });
      if (team !== undefined) {
        Tags.of(namespace).add('team', team, { includeResourceTypes: ['AWS::RedshiftServerless::Namespace'] });
      }
      if (workgroup) {
        new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
          // CloudFormation cannot replace a resource with a fixed name, so the name follows the namespace's.
          workgroupName: `on-${props.namespaceName ?? NAMESPACE}`,
          namespaceName: namespace.namespaceName,
        });
      }
      const sibling = new CfnResource(stack, 'Sibling', {
        type: 'Test::Resource',
        properties: { Value: siblingValue ?? 'same', FailOn: siblingFails, Seconds: siblingSeconds },
      });
      if (siblingLast) { sibling.node.addDependency(namespace); }
    });
  }

  /** Deploys a version and lets virtual time run until the deployment has ended. */
  public deploy(version: AppVersion | StackSource = {}, options?: DeployOptions): Promise<StackOutcome> {
    const source = 'template' in version ? version : this.source(version);
    return this.run(this.cloudFormation.deploy(source, options));
  }

  public run<T>(operation: Promise<T>): Promise<T> {
    return this.aws.clock.run(operation);
  }

  public load(tebibytes: number, name = NAMESPACE): void {
    this.aws.redshift.setDataSize(name, tebibytes * TIB);
  }

  /** ARN of the key of a generation, as the stack has it. */
  public generation(number: number, stackName = STACK): string {
    const { resources } = this.cloudFormation.describe(stackName);
    const logicalId = new RegExp(`KeyGeneration${number}[0-9A-F]{8}$`);
    const found = Object.values(resources).find((resource) => logicalId.test(resource.logicalId));
    if (!found?.physicalId) { throw new Error(`no key generation ${number} in ${stackName}`); }
    return `arn:${this.aws.partition}:kms:${this.aws.region}:${this.aws.account}:key/${found.physicalId}`;
  }

  /** The key that the live namespace is on. */
  public liveKey(name = NAMESPACE): string | undefined {
    return this.aws.redshift.view(name)?.kmsKeyArn;
  }

  /** Someone who does not use this library calls Redshift Serverless. */
  public byHand(operation: string, input: Record<string, unknown>): Promise<unknown> {
    return this.run(this.aws.call(this.aws.administrator, 'redshift-serverless', operation, input));
  }

  /** Every UpdateNamespace that came from the product's function, over HTTP. */
  public updates(): CallRecord[] {
    return this.aws.calls.filter(({ operation, principal }) =>
      operation === 'UpdateNamespace' && principal.includes('FunctionRole'));
  }

  /** The responses that CloudFormation took, in order. */
  public responses(): ResponseBody[] {
    return this.cloudFormation.responses.filter(({ counted }) => counted).map(({ body }) => JSON.parse(body));
  }

  /** Lets the waiters come to their ends, stops everything, and cleans up. */
  public async stop(): Promise<void> {
    for (const folder of this.folders) { rmSync(folder, { recursive: true, force: true }); }
    await this.aws.stop();
  }
}
