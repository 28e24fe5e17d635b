import { isDeepStrictEqual } from 'node:util';
import type { StackEvent } from './events';
import type { Json } from './host';
import type { StackSource } from './source';
import type { ResourceDefinition, Template } from './template';

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE';

export type ResourceStatus =
  | 'IMPORT_COMPLETE'
  | 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE' | 'CREATE_FAILED'
  | 'UPDATE_IN_PROGRESS' | 'UPDATE_COMPLETE' | 'UPDATE_FAILED'
  | 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED' | 'DELETE_SKIPPED';

/** One resource of a stack. Immutable: a change replaces it. */
export interface ResourceState {
  readonly definition: ResourceDefinition;
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly physicalId?: string;
  /** resolved, of the last successful operation */
  readonly properties: Json;
  readonly attributes: Json;
  readonly noEcho: boolean;
}

/** A template with its assets and tags. */
export interface Version {
  readonly template: Template;
  readonly source: StackSource;
  readonly tags: Readonly<Record<string, string>>;
}

export function sameVersion(one: Version, other: Version): boolean {
  return isDeepStrictEqual(one.template.body, other.template.body) && isDeepStrictEqual(one.tags, other.tags)
    && isDeepStrictEqual(one.source.parameters ?? {}, other.source.parameters ?? {});
}

/** The change of a resource since the stack was last stable. */
export type Change =
  | { readonly kind: 'created' }
  | {
    readonly kind: 'updated';
    readonly before: ResourceState;
    readonly attempted: Json;
    readonly rolledBack: boolean;
  };

/** A physical resource that the clean-up phase deletes, unless the stack has returned to it. */
export interface Leftover {
  readonly state: ResourceState;
  readonly physicalId: string;
  /** its policy retains it */
  readonly retained: boolean;
}

/** A stack. */
export class Stack {
  public status: StackStatus = 'CREATE_IN_PROGRESS';
  public reason?: string;
  public resources: Map<string, ResourceState> = new Map();
  public outputs: Readonly<Record<string, string>> = {};
  public exports: Readonly<Record<string, string>> = {};
  /** exports of other stacks that it uses */
  public imports: Set<string> = new Set();
  public leftovers: Leftover[] = [];
  public readonly events: StackEvent[] = [];
  /** version of the last stable state; absent before the creation has succeeded */
  public stable?: Version;
  /** changes since then */
  public changes: Map<string, Change> = new Map();
  /** the role of the newest deployment that named one; CloudFormation uses it for later operations too */
  public roleName?: string;
  /** the operation in progress */
  public operation?: { readonly disableRollback?: boolean; giveUp(): void };

  constructor(public readonly name: string, public readonly id: string, public version: Version) {}

  public get busy(): boolean {
    return this.status.endsWith('_IN_PROGRESS');
  }

  public resource(logicalId: string): ResourceState | undefined {
    return this.resources.get(logicalId);
  }

  /** Keeps the state of a resource before its first update since the stack was stable. */
  public touch(before: ResourceState, attempted: Json): void {
    const logicalId = before.definition.logicalId;
    const change = this.changes.get(logicalId);
    if (change?.kind === 'created') { return; }
    this.changes.set(logicalId, { kind: 'updated', before: change?.before ?? before, attempted, rolledBack: false });
  }

  public leave(state: ResourceState, physicalId: string | undefined, retained: boolean): void {
    if (physicalId === undefined) { return; }
    this.leftovers.push({ state, physicalId, retained });
  }

  /** Marks the stack as stable. */
  public settle(version: Version): void {
    this.stable = version;
    this.version = version;
    this.changes = new Map();
  }
}
