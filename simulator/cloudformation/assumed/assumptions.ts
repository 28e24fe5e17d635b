import { arnOf, type Json, type StackHost } from '../host';
import { listAttributesOf } from './list-attributes';
import { assumedAvailabilityZones, assumedPart, assumedValue } from './values';

/** Something that a deployment was given without being able to know it. */
export interface Assumption {
  /** where in the templates: a logical id, the name of a parameter, an export … */
  readonly place: string;
  /** what was assumed of it, such as `is updated in place` */
  readonly what: string;
}

/** The values that someone else knows better than the simulator. Undefined: the simulator invents one. */
export interface KnownValues {
  /** the value of an export that no stack of the account has */
  exportValue?(name: string): string | undefined;
  /** the value of an SSM parameter */
  ssmParameter?(name: string): string | undefined;
  /** what Ref or Fn::GetAtt returns of a resource that is assumed */
  attribute?(logicalId: string, attribute: string): string | undefined;
}

export interface AssumptionOptions extends KnownValues {
  /**
   * Whether a role, policy, function or state machine works as it does on AWS. The others are created, updated and
   * deleted without effect, so that no code but the chosen runs.
   */
  readonly works: (logicalId: string) => boolean;
  /** the types of custom resources whose function is called */
  readonly customResourceTypes: readonly string[];
}

/** The choice to deploy templates with what the simulator does not know: each guess is recorded. */
export class Assumptions {
  private readonly found = new Map<string, Assumption>();
  private readonly listAttributes = new Set<string>();

  constructor(public readonly options: AssumptionOptions) {}

  /** Everything that was assumed, in the order of its first use. */
  public get all(): readonly Assumption[] {
    return [...this.found.values()];
  }

  public record(place: string, what: string): void {
    this.found.set(`${place}|${what}`, { place, what });
  }

  /** Reads from a template which attributes are lists. */
  public learn(template: Json): void {
    for (const attribute of listAttributesOf(template)) { this.listAttributes.add(attribute); }
  }

  public exportValue(name: string): string {
    this.record(`export ${name}`, 'exists in the account');
    return this.options.exportValue?.(name) ?? assumedPart(`import-${name}`);
  }

  public ssmParameter(name: string, type: string): string {
    this.record(`SSM parameter ${name}`, 'exists in the account');
    return this.options.ssmParameter?.(name) ?? ssmValue(name, type);
  }

  public availabilityZones(region: string): readonly string[] {
    this.record(`availability zones of ${region}`, 'are a, b and c');
    return assumedAvailabilityZones(region);
  }

  /** An item of a list that comes from an assumed value, such as a part of an endpoint's URL. */
  public item(index: number): string {
    return assumedPart(`item-${index}`);
  }

  /** What Fn::GetAtt returns of an assumed resource. */
  public attribute(host: StackHost, type: string, logicalId: string, physicalId: string, name: string): unknown {
    const known = this.options.attribute?.(logicalId, name);
    if (known !== undefined) { return known; }
    const value = assumedValue({ host, type, physicalId, attribute: name });
    return this.listAttributes.has(`${logicalId}.${name}`) ? [`${value}-1`, `${value}-2`, `${value}-3`] : value;
  }

  /** What Ref returns of an assumed resource. */
  public physicalId(logicalId: string, invented: string): string {
    return this.options.attribute?.(logicalId, 'Ref') ?? invented;
  }
}

/** The value of a public parameter such as `/aws/service/ami-amazon-linux-latest/…`, by the type of the template's. */
function ssmValue(name: string, type: string): string {
  const inner = /Value<(.+)>$/.exec(type)?.[1] ?? 'String';
  if (inner === 'AWS::EC2::Image::Id') { return 'ami-0123456789abcdef0'; }
  return inner.startsWith('List<') || inner === 'CommaDelimitedList'
    ? `${assumedPart(name)}-1,${assumedPart(name)}-2`
    : assumedPart(name);
}

/** The ARN of a KMS key that exists in the account, by a name, so that the same name is the same key. */
export function assumedKeyArn(host: Pick<StackHost, 'account' | 'region'>, name: string): string {
  return arnOf(host as StackHost, 'kms', `key/given-${assumedPart(name).toLowerCase()}`);
}
