import { keyChanges, type KeyChange } from './key-changes';
import type { DataSize } from '../terminal/size';
import { WarehouseStack } from '../../examples/quick-start/warehouse-stack';
import type { StackEvent, StackOutcome } from '../../simulator/cloudformation';
import { NAMESPACE, STACK, World } from '../../test/stories/world';

const POLL_INTERVAL_MS = 10_000;

/** State of the key of a generation. */
export interface KeyReport {
  readonly generation: number;
  readonly arn: string;
  readonly logicalId: string;
  /** such as `Enabled` */
  readonly state: string;
  /** as the template has it */
  readonly deletionPolicy: string;
}

/** The stack of the quick start, in a simulated AWS account. */
export class Warehouse {
  public static async open(): Promise<Warehouse> {
    return new Warehouse(await World.start());
  }

  private template: Readonly<Record<string, unknown>> = {};

  private constructor(public readonly world: World) {}

  public get now(): number {
    return this.world.aws.clock.now();
  }

  /** Synthesizes the example with a key generation and starts its deployment. Virtual time does not run yet. */
  public deploy(keyGeneration: number): Promise<StackOutcome> {
    const source = this.world.synth((app) => { new WarehouseStack(app, STACK, { keyGeneration }); });
    this.template = source.template;
    return this.world.cloudFormation.deploy(source);
  }

  public load(size: DataSize): void {
    this.world.aws.redshift.setDataSize(NAMESPACE, size.bytes);
  }

  public events(): readonly StackEvent[] {
    const { cloudFormation } = this.world;
    return cloudFormation.statusOf(STACK) === undefined ? [] : cloudFormation.events(STACK);
  }

  public changes(): KeyChange[] {
    return keyChanges(this.world.updates(), this.world.aws.redshift.history);
  }

  public isChanging(): boolean {
    return this.world.aws.redshift.view(NAMESPACE)?.status.toUpperCase() === 'MODIFYING';
  }

  /** Resolves when no key change runs, or when this much virtual time has passed. */
  public async waitForChange(limitMs: number): Promise<void> {
    const limit = this.now + limitMs;
    while (this.isChanging() && this.now < limit) { await this.world.aws.clock.sleep(POLL_INTERVAL_MS); }
  }

  public generationOf(keyArn: string): number | undefined {
    return this.generations().find((generation) => this.world.generation(generation) === keyArn);
  }

  public nameOfKey(keyArn: string | undefined): string {
    const generation = keyArn === undefined ? undefined : this.generationOf(keyArn);
    return generation === undefined ? keyArn ?? 'the AWS-owned key' : `generation ${generation}`;
  }

  public async key(generation: number): Promise<KeyReport> {
    const arn = this.world.generation(generation);
    const logicalId = this.keyIds()[generation - 1];
    const resources = this.template.Resources as Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
    const deletionPolicy = resources[logicalId]?.DeletionPolicy ?? 'Delete';
    return { generation, arn, logicalId, state: await this.stateOfKey(arn), deletionPolicy };
  }

  private async stateOfKey(arn: string): Promise<string> {
    const { aws } = this.world;
    const described = await aws.call(aws.administrator, 'kms', 'DescribeKey', { KeyId: arn });
    return (described as { KeyMetadata: { KeyState: string } }).KeyMetadata.KeyState;
  }

  private generations(): number[] {
    return this.keyIds().map((_, index) => index + 1);
  }

  /** Logical ids of the keys, in the order of their generations. */
  private keyIds(): string[] {
    if (this.world.cloudFormation.statusOf(STACK) === undefined) { return []; }
    const { resources } = this.world.cloudFormation.describe(STACK);
    return Object.values(resources)
      .filter(({ type, physicalId }) => type === 'AWS::KMS::Key' && physicalId)
      .map(({ logicalId }) => logicalId)
      .sort();
  }
}
