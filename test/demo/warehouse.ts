import { keyChanges, type KeyChange } from './key-changes';
import type { DataSize } from './size';
import { WarehouseStack } from '../../examples/quick-start/warehouse-stack';
import type { StackEvent, StackOutcome } from '../simulator/cloudformation';
import { NAMESPACE, STACK, World } from '../stories/world';

/** How the key of a generation is doing. */
export interface KeyReport {
  readonly generation: number;
  readonly arn: string;
  readonly logicalId: string;
  /** such as `Enabled` */
  readonly state: string;
  /** what the template says of its deletion */
  readonly deletionPolicy: string;
}

/** The quick start's stack in a local AWS account. */
export class Warehouse {
  public static async open(): Promise<Warehouse> {
    return new Warehouse(await World.start());
  }

  private template: Readonly<Record<string, unknown>> = {};

  private constructor(public readonly world: World) {}

  public get now(): number {
    return this.world.aws.clock.now();
  }

  /** Synthesises the example with this key generation and begins to deploy it; virtual time does not run yet. */
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
    return keyChanges(this.world.asks(), this.world.aws.redshift.history);
  }

  public changing(): boolean {
    return this.world.aws.redshift.view(NAMESPACE)?.status.toUpperCase() === 'MODIFYING';
  }

  /** Resolves when the namespace is at rest, or when so much virtual time has passed. */
  public async atRest(limitMs: number): Promise<void> {
    const limit = this.now + limitMs;
    while (this.changing() && this.now < limit) { await this.world.aws.clock.sleep(10_000); }
  }

  public generationOf(keyArn: string): number | undefined {
    return this.generations().find((generation) => this.world.generation(generation) === keyArn);
  }

  public nameOfKey(keyArn: string | undefined): string {
    const generation = keyArn === undefined ? undefined : this.generationOf(keyArn);
    return generation === undefined ? keyArn ?? 'the AWS-owned key' : `generation ${generation}`;
  }

  public async key(generation: number): Promise<KeyReport> {
    const { world } = this;
    const arn = world.generation(generation);
    const { KeyMetadata } = await world.aws.call(world.aws.administrator, 'kms', 'DescribeKey', { KeyId: arn }) as { KeyMetadata: { KeyState: string } };
    const logicalId = this.keyIds()[generation - 1];
    const resources = this.template.Resources as Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
    return { generation, arn, logicalId, state: KeyMetadata.KeyState, deletionPolicy: resources[logicalId]?.DeletionPolicy ?? 'Delete' };
  }

  private generations(): number[] {
    return this.keyIds().map((_, index) => index + 1);
  }

  /** Logical ids of the keys, in the order of their generations. */
  private keyIds(): string[] {
    if (this.world.cloudFormation.statusOf(STACK) === undefined) { return []; }
    const { resources } = this.world.cloudFormation.describe(STACK);
    return Object.values(resources).filter(({ type, physicalId }) => type === 'AWS::KMS::Key' && physicalId).map(({ logicalId }) => logicalId).sort();
  }
}
