import { OWN_KEY_ID } from './app';
import { STACK, type World } from '../../../test/stories/world';
import type { DesiredNamespace } from '../../invariants/must-succeed';

/** What the scenario's stack says of itself. */
export class StackView {
  constructor(private readonly world: World) {}

  public get status(): string {
    return this.world.cloudFormation.statusOf(STACK) ?? 'NONE';
  }

  public get isComplete(): boolean {
    return /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(this.status);
  }

  /** What the template says of the namespace, according to the properties of its windows. */
  public desired(): DesiredNamespace | undefined {
    if (this.status === 'NONE') { return undefined; }
    const { resources } = this.world.cloudFormation.describe(STACK);
    const windows = Object.values(resources).filter(({ type }) => type.startsWith('Custom::'));
    const properties = windows.at(-1)?.properties;
    if (!properties) { return undefined; }
    return { name: String(properties.NamespaceName), key: String(properties.KmsKeyId), windows: windows.length };
  }

  /** ARN of a key by its number in the scenario. Undefined: AWS owns it, or it does not exist yet. */
  public keyArn(key: number): string | undefined {
    const { aws } = this.world;
    if (key === 4) { return aws.kms.allKeys().find(({ keyId }) => keyId === OWN_KEY_ID)?.arn; }
    try {
      return key === 0 ? undefined : this.world.generation(key);
    } catch {
      return undefined;
    }
  }
}
