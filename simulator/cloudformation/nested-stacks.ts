import { rollBack } from './backward';
import { ResourceFailure } from './errors';
import { finishUpdate, goForward } from './forward';
import { isRecord, type Json } from './host';
import type { Services } from './operation';
import type { HandlerContext, Made, ResourceProvider } from './provider';
import type { StackSource } from './source';
import { Stack, type Version } from './stack';

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** What nested stacks need of CloudFormation. */
export interface NestedStackHost {
  readonly services: Services;
  /** the stack with this id */
  stack(id: string): Stack | undefined;
  newId(stackName: string): string;
  /** reads and validates a template for a new stack, or for one that exists */
  read(source: StackSource, id: string, tags: Version['tags'], existing?: Stack): Version;
  add(stack: Stack): void;
  remove(stackName: string): Promise<{ readonly status: string; readonly reason?: string }>;
}

/**
 * AWS::CloudFormation::Stack. A nested stack that has been updated cleans up when its root stack has completed, and is
 * rolled back with it. ("Working with nested stacks", AWS docs)
 */
export class NestedStacks implements ResourceProvider {
  public readonly replacementProperties: readonly string[] = [];
  public readonly attributes = 'any';
  private readonly childrenOf = new Map<string, Set<string>>();

  constructor(private readonly host: NestedStackHost) {}

  public async create(context: HandlerContext, properties: Json): Promise<Made> {
    const { host } = this;
    const parent = this.stack(context.stackId);
    const stackName = context.identifiers.name(parent.name, context.logicalId, 128);
    const id = host.newId(stackName);
    const version = host.read(sourceOf(parent, stackName, properties), id, parent.version.tags);
    const child = new Stack(stackName, id, version);
    host.add(child);
    this.childrenOf.set(parent.id, (this.childrenOf.get(parent.id) ?? new Set()).add(id));
    context.initiated(id);
    context.onGivenUp(() => child.operation?.giveUp());
    await goForward(host.services, child, version, this.optionsOf(parent, true));
    if (child.status !== 'CREATE_COMPLETE') { throw failure(child, 'created'); }
    return made(child);
  }

  public async update(context: HandlerContext, physicalId: string, properties: Json): Promise<Made> {
    const { host } = this;
    const child = this.stack(physicalId);
    if (context.rollback) { return this.revert(context, child); }
    const parent = this.stack(context.stackId);
    const version = host.read(sourceOf(parent, child.name, properties), child.id, parent.version.tags, child);
    context.onGivenUp(() => child.operation?.giveUp());
    await goForward(host.services, child, version, this.optionsOf(parent, false));
    if (child.status !== 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') { throw failure(child, 'updated'); }
    return made(child);
  }

  public async delete(context: HandlerContext, physicalId: string): Promise<void> {
    const child = this.host.stack(physicalId);
    if (child === undefined) { return; }
    await ended(context, child);
    const { status, reason } = await this.host.remove(child.name);
    if (status !== 'DELETE_COMPLETE') { throw new ResourceFailure(reason ?? `${child.name} is in ${status}`); }
  }

  /** Cleans up what is nested in a stack that has completed. */
  public async finish(parent: Stack): Promise<void> {
    for (const id of this.childrenOf.get(parent.id) ?? []) {
      const child = this.host.stack(id);
      if (child === undefined) { continue; }
      if (child.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') {
        await finishUpdate(this.host.services, child, child.version);
      }
      await this.finish(child);
    }
  }

  private async revert(context: HandlerContext, child: Stack): Promise<Made> {
    await ended(context, child);
    const pending = ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_FAILED'];
    if (pending.includes(child.status)) { await rollBack(this.host.services, child); }
    if (child.status === 'UPDATE_ROLLBACK_FAILED') { throw failure(child, 'rolled back'); }
    return made(child);
  }

  private stack(id: string): Stack {
    const found = this.host.stack(id);
    if (found === undefined) { throw new ResourceFailure(`Stack [${id}] does not exist`); }
    return found;
  }

  private optionsOf(parent: Stack, creation: boolean) {
    return {
      creation,
      disableRollback: parent.operation?.disableRollback ?? false,
      revertDrift: false,
      revertFailed: false,
      holdCleanUp: true,
      exportConflict: () => undefined,
    };
  }
}

/** Waits until a nested stack has ended what it does by itself. */
async function ended(context: HandlerContext, child: Stack): Promise<void> {
  while (child.busy && child.status !== 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') {
    await context.host.clock.sleep(1000);
  }
}

function sourceOf(parent: Stack, stackName: string, properties: Json): StackSource {
  const { source } = parent.version;
  const url = String(properties.TemplateURL);
  const template = source.nestedTemplate?.(url);
  if (template === undefined) { throw new ResourceFailure(`TemplateURL ${url}: there is no such template`); }
  const given = isRecord(properties.Parameters) ? properties.Parameters : {};
  const parameters = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, [value].flat().map(String).join(',')]),
  );
  return { ...source, stackName, template, parameters };
}

function failure(child: Stack, what: string): ResourceFailure {
  return new ResourceFailure(
    `Embedded stack ${child.id} was not successfully ${what}: ${child.reason ?? child.status}`, child.id,
  );
}

const made = (child: Stack): Made => ({
  physicalId: child.id,
  attributes: Object.fromEntries(Object.entries(child.outputs).map(([name, value]) => [`Outputs.${name}`, value])),
});
