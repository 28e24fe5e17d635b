import type { Caller } from '../types';
import type { Json, StackHost } from './host';
import type { Identifiers } from './identifiers';

/** What a resource handler receives besides its properties. */
export interface HandlerContext {
  readonly host: StackHost;
  readonly identifiers: Identifiers;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  /** as whom the handler calls services: the role of the stack, or an administrator */
  readonly caller: Caller;
  /** the operation is a rollback */
  readonly rollback: boolean;
  /** the folder of an asset of the resource's template */
  assetFolder(s3Key: string): string;
  /** Throws an AccessDeniedException if the handler's caller has no permission. */
  authorize(action: string, resource: string, conditions?: Readonly<Record<string, string>>): void;
  /**
   * Sleeps on virtual time. If CloudFormation has stopped waiting meanwhile, the handler goes on, or ends with
   * `GivenUp`: see `abandonedHandlers` in CloudFormationOptions.
   */
  sleep(seconds: number): Promise<void>;
  /** Reports the physical id as soon as there is one, so that a creation that is cancelled later can be deleted. */
  initiated(physicalId: string): void;
  /** Adds a listener that is called when CloudFormation stops waiting. */
  onGivenUp(listener: () => void): void;
}

/** What a resource handler has created or updated. */
export interface Made {
  /** value of Ref */
  readonly physicalId: string;
  readonly attributes: Json;
  /** the attributes are masked where they are shown */
  readonly noEcho?: boolean;
}

/** The resource handlers of one resource type. */
export interface ResourceProvider {
  /** a change of one of these properties creates a new physical resource */
  readonly replacementProperties: readonly string[];
  /** attributes for Fn::GetAtt; `any`: the response defines them */
  readonly attributes: readonly string[] | 'any';
  /** the properties that exist; if given, others are refused */
  readonly properties?: readonly string[];
  /** stack tags are added to its Tags property */
  readonly taggable?: boolean;
  /** whose tag counts where both have a key; with `stack`, system tags are added too. @default 'resource' */
  readonly tagPrecedence?: 'resource' | 'stack';
  /** scalars are passed as strings */
  readonly scalarsAsStrings?: boolean;
  /** the id for the Delete of a failed or cancelled creation that returned none */
  inventPhysicalId?(context: HandlerContext): string;
  /** why a creation (without `previous`) or an update does not start */
  validationError?(properties: Json, previous?: Json): string | undefined;
  /** what exists, for an import; without it, the type cannot be imported */
  read?(context: HandlerContext, physicalId: string): Promise<Made>;
  /** the live state as properties, for a drift-aware change set; without it, the type is compared by templates only */
  live?(context: HandlerContext, physicalId: string, properties: Json): Promise<Json>;
  create(context: HandlerContext, properties: Json): Promise<Made>;
  update(context: HandlerContext, physicalId: string, properties: Json, previous: Json): Promise<Made>;
  delete(context: HandlerContext, physicalId: string, properties: Json): Promise<void>;
}

/** Finds the provider of a resource type. */
export type Providers = (type: string) => ResourceProvider | undefined;

/** A call of a resource handler. */
export interface HandlerCall {
  readonly at: number;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly rollback: boolean;
  readonly physicalId?: string;
  readonly properties: Json;
  readonly previous?: Json;
}
