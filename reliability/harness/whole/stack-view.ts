import { OWN_KEY_ID, stackNameOf } from './app';
import type { World } from '../../../test/stories/world';
import type { NamedKey } from '../../invariants/key-boundary';
import type { DesiredNamespace } from '../../invariants/must-succeed';
import { AWS_OWNED, GENERATIONS, OWN_KEY, type AppChoice, type StackNumber } from '../../scenario/scenario';

/** What one of the scenario's stacks says of itself. */
export class StackView {
  /** what was deployed last, with success or without */
  public attempted?: AppChoice;
  /** what was deployed last with success */
  public stable?: AppChoice;
  /** why the last deployment failed */
  public cause?: string;
  public readonly name: string;

  constructor(private readonly world: World, public readonly number: StackNumber) {
    this.name = stackNameOf(number);
  }

  public get status(): string {
    return this.world.cloudFormation.statusOf(this.name) ?? 'NONE';
  }

  public get exists(): boolean {
    return this.status !== 'NONE';
  }

  public get id(): string {
    return this.world.cloudFormation.describe(this.name).stackId;
  }

  public get isComplete(): boolean {
    return /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(this.status);
  }

  /** What the template says of the namespace, according to the properties of its windows. */
  public desired(): DesiredNamespace | undefined {
    const named = this.named();
    const last = named.at(-1);
    return last && { ...last, windows: named.length };
  }

  /** The keys that its windows say, also where a deployment has failed between them. */
  public named(): NamedKey[] {
    if (this.status === 'NONE') { return []; }
    const { resources } = this.world.cloudFormation.describe(this.name);
    return Object.values(resources)
      .filter(({ type }) => type.startsWith('Custom::'))
      .map(({ properties }) => ({ name: String(properties.NamespaceName), key: String(properties.KmsKeyId) }));
  }

  /** Whether it manages the namespace of this name. */
  public holds(namespaceName: string): boolean {
    if (this.status === 'NONE') { return false; }
    return Object.values(this.world.cloudFormation.describe(this.name).resources)
      .some(({ type, physicalId }) => type.endsWith('::Namespace') && physicalId === namespaceName);
  }

  /** Why the last rollback failed, as its newest failed resource says. */
  public rollbackCause(): string | undefined {
    return this.world.cloudFormation.events(this.name).findLast(({ status, logicalId }) =>
      status.endsWith('_FAILED') && logicalId !== this.name)?.reason;
  }

  /** ARN of a key by its number in the scenario. Undefined: AWS owns it, or it does not exist yet. */
  public keyArn(key: number): string | undefined {
    const { aws } = this.world;
    if (key === OWN_KEY) { return aws.kms.allKeys().find(({ keyId }) => keyId === OWN_KEY_ID)?.arn; }
    if (key === AWS_OWNED || key > GENERATIONS) { return undefined; }
    try {
      return this.world.generation(key, this.name);
    } catch {
      return undefined;
    }
  }
}
