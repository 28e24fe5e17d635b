import type { Json, StackHost } from './host';
import type { Identifiers } from './identifiers';

/** What a resource handler is given besides its properties. */
export interface HandlerContext {
  readonly host: StackHost;
  readonly identifiers: Identifiers;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  /** the operation goes backwards */
  readonly rollback: boolean;
  /** the folder of an asset of the template that the resource stands in */
  assetFolder(s3Key: string): string;
  /** Sleeps on virtual time; throws `GivenUp` when CloudFormation has given up meanwhile, so that the handler ends. */
  sleep(seconds: number): Promise<void>;
  /** Tells the physical id as soon as there is one: a creation that is cancelled later can then be deleted. */
  initiated(physicalId: string): void;
  /** Called when CloudFormation stops waiting. */
  onGivenUp(listener: () => void): void;
}

/** A resource as its handler left it. */
export interface Made {
  /** what Ref gives */
  readonly physicalId: string;
  readonly attributes: Json;
  /** attributes are masked wherever they are shown */
  readonly noEcho?: boolean;
}

/** What CloudFormation knows how to do with one resource type. */
export interface ResourceProvider {
  /** properties of which a change creates a new physical resource */
  readonly replacementProperties: readonly string[];
  /** what Fn::GetAtt may name; `any` = only the answer tells */
  readonly attributes: readonly string[] | 'any';
  /** the properties that exist, where an unknown one is to be refused */
  readonly properties?: readonly string[];
  /** stack tags reach its Tags property */
  readonly taggable?: boolean;
  /** every scalar arrives as a string */
  readonly scalarsAsStrings?: boolean;
  /** an id for what a failed or cancelled creation may have left behind, if it is to be deleted unseen */
  inventPhysicalId?(context: HandlerContext): string;
  /** why a creation (without `previous`) or an update is not even begun */
  refuse?(properties: Json, previous?: Json): string | undefined;
  create(context: HandlerContext, properties: Json): Promise<Made>;
  update(context: HandlerContext, physicalId: string, properties: Json, previous: Json): Promise<Made>;
  delete(context: HandlerContext, physicalId: string, properties: Json): Promise<void>;
}

/** Finds the provider of a resource type. */
export type Providers = (type: string) => ResourceProvider | undefined;

/** A call of a resource handler, for tests. */
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
