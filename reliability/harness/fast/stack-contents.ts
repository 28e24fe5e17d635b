import { arnOfKey, isGenerationId, type ResourceState } from './resources';
import type { FastTemplate } from './template';
import { NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../../src/contract';
import type { StackEvent } from '../../../src/handler/reconcile/stack-history';
import type { StackResource } from '../../../src/handler/reconcile/stack-holding';
import type { NamedKey } from '../../invariants/key-boundary';
import type { DesiredNamespace } from '../../invariants/must-succeed';

const TYPES = {
  key: 'AWS::KMS::Key', window: RESOURCE_TYPE, alias: 'AWS::KMS::Alias', namespace: NAMESPACE_RESOURCE_TYPE,
} as const;

/** The resources of a stack, and what can be read of them. */
export class StackContents {
  public readonly resources = new Map<string, ResourceState>();
  /** the template of the last deployment, whatever became of it */
  public attempted?: FastTemplate;
  private events: StackEvent[] = [];

  /** As ListStackResources shows them. */
  public list(): StackResource[] {
    return [...this.resources.values()].map(({ definition: { logicalId, kind }, physicalId, status }) =>
      ({ logicalId, physicalId, status, type: TYPES[kind] }));
  }

  /** As DescribeStackEvents shows them, newest first. */
  public listEventsSinceStable(): StackEvent[] {
    return [...this.events].reverse();
  }

  /** What the windows say of the namespace. */
  public desired(): DesiredNamespace | undefined {
    const windows = [...this.resources.values()].filter(({ definition: { kind } }) => kind === 'window');
    const properties = windows.at(-1)?.properties;
    return properties && { name: properties.NamespaceName!, key: properties.KmsKeyId!, windows: windows.length };
  }

  /** The keys that its windows say, also where a deployment has failed between them. */
  public named(): NamedKey[] {
    return [...this.resources.values()]
      .filter(({ definition: { kind } }) => kind === 'window')
      .map(({ properties }) => ({ name: properties.NamespaceName!, key: properties.KmsKeyId! }));
  }

  /** The key that the last deployment has named, whatever became of it. */
  public attemptedKey(): NamedKey[] {
    const { name, generation, keyArn } = this.attempted ?? {};
    const key = generation === undefined ? keyArn : this.generation(generation);
    return name === undefined || key === undefined ? [] : [{ name, key }];
  }

  /** Whether it manages the namespace of this name. */
  public holds(name: string): boolean {
    return [...this.resources.values()].some(({ definition: { kind }, physicalId }) =>
      kind === 'namespace' && physicalId === name);
  }

  /** ARN of a key generation, where the stack has it. */
  public generation(number: number): string | undefined {
    const key = [...this.resources.values()].find(({ definition: { logicalId } }) => isGenerationId(logicalId, number));
    return key && arnOfKey(key.physicalId);
  }

  /** A resource enters another state. CloudFormation writes an event about it. */
  protected set(state: ResourceState): void {
    const { definition: { logicalId }, physicalId, status } = state;
    this.resources.set(logicalId, state);
    this.events.push({ logicalId, physicalId, status });
  }

  /** The stack is stable. */
  protected forgetEvents(): void {
    this.events = [];
  }
}
