import {
  assumedKeyArn, Assumptions, localCloudFormation, type CloudFormation, type FailurePlan, type StackSource,
} from '../../../simulator/cloudformation';
import { LocalAws } from '../../../simulator/local-aws';
import { AWS_OWNED_KMS_KEY, RESOURCE_TYPE } from '../../../src/contract';
import { givenIn, type Given } from '../input/given';
import type { Plan } from '../input/plan';
import { resourcesOf, workingParts } from '../input/product-parts';
import { templatesOf, type StackInput } from '../input/stack-input';

const KEY = /^(?:arn:[^:]+:kms:([^:]+):(\d{12}):)?(key\/|alias\/)?([A-Za-z0-9/_-]+)$/;

/** A simulated account with everything that the templates of a plan take for granted. */
export class RehearsedAccount {
  public static async open(plan: Plan, failures?: FailurePlan): Promise<RehearsedAccount> {
    return new RehearsedAccount(plan, await LocalAws.start({ account: plan.account, region: plan.region }), failures);
  }

  public readonly cloudFormation: CloudFormation;
  public readonly assumptions: Assumptions;
  private readonly given: Given;
  private readonly created: ReadonlySet<string>;

  private constructor(plan: Plan, public readonly aws: LocalAws, failures?: FailurePlan) {
    const stacks = [...plan.prepareBefore, ...(plan.before ? [plan.before] : []), ...plan.prepareAfter, plan.after];
    this.given = givenIn(stacks, {
      'AWS::AccountId': aws.account,
      'AWS::Region': aws.region,
      'AWS::Partition': aws.partition,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackId': '',
      'AWS::NotificationARNs': [],
    });
    this.created = new Set(stacks.flatMap(templatesOf).flatMap(resourcesOf).flatMap(({ type, properties }) =>
      type === 'AWS::KMS::Alias' && typeof properties.AliasName === 'string' ? [properties.AliasName] : []));
    const working = new Set(stacks.flatMap(templatesOf).flatMap((template) => [...workingParts(template)]));
    this.assumptions = new Assumptions({
      works: (logicalId) => working.has(logicalId),
      customResourceTypes: [RESOURCE_TYPE],
      exportValue: (name) => this.valueOf(name),
      ssmParameter: (name) => this.valueOf(name),
      attribute: (logicalId, attribute) => this.valueOf(`${logicalId}.${attribute}`),
    });
    for (const { place, what } of plan.notes) { this.assumptions.record(place, what); }
    this.cloudFormation = localCloudFormation(aws, { assumptions: this.assumptions, failures });
    for (const reference of this.given.keys) { this.addKey(reference); }
    for (const arn of this.given.roles) { this.addRole(arn); }
    for (const [name, kmsKey] of Object.entries(plan.existing)) { this.addNamespace(name, kmsKey); }
  }

  /** The input of the simulator for a stack. */
  public sourceOf(stack: StackInput): StackSource {
    return {
      stackName: stack.stackName,
      template: stack.template,
      parameters: stack.parameters,
      // A function that works has its code here, or the plan has refused it. The others run nothing.
      assetFolder: (key) => stack.assets[key] ?? '/nonexistent',
      nestedTemplate: (url) => stack.nested[url.slice(url.lastIndexOf('/') + 1)],
    };
  }

  public addNamespace(name: string, kmsKey: string, id?: string, tags?: Readonly<Record<string, string>>): void {
    this.assumptions.record(`namespace ${name}`, `exists before the change, on ${kmsKey}`);
    const owned = kmsKey === '' || kmsKey === AWS_OWNED_KMS_KEY;
    if (!owned) { this.addKey(kmsKey); }
    this.aws.redshift.addNamespace({ name, tags, ...(id !== undefined && { id }), ...(!owned && { kmsKey }) });
  }

  /** Adds a KMS key that the templates name, if it is not there and no stack creates it. */
  private addKey(reference: string): void {
    const [, region, account, kind = 'key/', id] = KEY.exec(reference) ?? [];
    if (id === undefined || reference === AWS_OWNED_KMS_KEY || this.exists(reference)) { return; }
    const where = { ...(region !== undefined && { region }), ...(account !== undefined && { account }) };
    if (kind === 'alias/') {
      const alias = `alias/${id}`;
      if (this.isCreatedHere(alias) || alias.startsWith('alias/aws/')) { return; }
      this.aws.kms.addKey({ ...where, alias });
    } else {
      this.aws.kms.addKey({ ...where, keyId: id });
    }
    this.assumptions.record(`KMS key ${reference}`, 'exists, is enabled, and its policy permits the key change');
  }

  private exists(reference: string): boolean {
    try {
      this.aws.kms.resolve(reference);
      return true;
    } catch {
      return false;
    }
  }

  private isCreatedHere(alias: string): boolean {
    // The alias of a construct follows from the name of its namespace, which a parameter may give.
    return this.created.has(alias) || alias.startsWith('alias/redshift-serverless/');
  }

  private addRole(arn: string): void {
    const name = arn.split('/').at(-1) ?? arn;
    if (this.aws.iam.hasRole(name)) { return; }
    const everything = { Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] };
    this.aws.iam.putRole(name, { policies: { given: everything } });
    this.assumptions.record(`role ${arn}`, 'exists, and has every permission that the key change needs');
  }

  /** The value of something that is read from outside, where it has to be a key or a role. */
  private valueOf(source: string): string | undefined {
    if (this.given.keySources.has(source)) {
      const arn = assumedKeyArn(this.aws, source);
      this.addKey(arn);
      return arn;
    }
    if (this.given.roleSources.has(source)) {
      const arn = this.aws.iam.roleArn(`given-${source.replace(/[^A-Za-z0-9]+/g, '-')}`);
      this.addRole(arn);
      return arn;
    }
    return undefined;
  }
}
