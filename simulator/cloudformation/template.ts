import type { Assumptions } from './assumed/assumptions';
import { Conditions } from './conditions';
import { ValidationError } from './errors';
import { cycleIn } from './graph';
import { isRecord, type Json } from './host';
import { choose, NO_VALUE, referencesOf, resolve, type Reference, type Scope } from './intrinsics';

export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

/** One resource of a template. Its conditions are evaluated, its other intrinsic functions are not. */
export interface ResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Json;
  readonly deletionPolicy: Policy;
  readonly updateReplacePolicy: Policy;
  /** from DependsOn, Ref, Fn::GetAtt and Fn::Sub */
  readonly needs: readonly string[];
  readonly references: readonly Reference[];
}

export interface OutputDefinition {
  readonly value: unknown;
  readonly exportName?: unknown;
}

/** AWS::Region, AWS::StackName, … */
export type PseudoParameters = Readonly<Record<string, unknown>>;

/** The SSM parameters of the CDK's bootstrap stack. */
const SSM_PARAMETERS: Readonly<Record<string, string>> = { '/cdk-bootstrap/hnb659fds/version': '30' };
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
const MAXIMUM_RESOURCES = 500;
const MAXIMUM_BYTES = 1_048_576;

/** A template that has been read and validated. */
export class Template {
  public readonly resources: ReadonlyMap<string, ResourceDefinition>;
  public readonly outputs: ReadonlyMap<string, OutputDefinition>;
  private readonly parameters: ReadonlyMap<string, unknown>;
  private readonly mappings: Json;

  constructor(
    public readonly body: Json,
    private readonly pseudo: PseudoParameters,
    given: Readonly<Record<string, string>> = {},
    private readonly assumptions?: Assumptions,
  ) {
    if (Buffer.byteLength(JSON.stringify(body)) > MAXIMUM_BYTES) {
      throw new ValidationError('Template may not exceed 1048576 bytes in size.');
    }
    if (body.Transform !== undefined) { throw new ValidationError('the simulator does not support transforms'); }
    this.parameters = parametersOf(section(body, 'Parameters'), given, assumptions);
    this.mappings = section(body, 'Mappings');
    const conditions = new Conditions(section(body, 'Conditions'), this.scope({
      ref: (name) => { throw new ValidationError(`Template validation error: a condition cannot refer to ${name}`); },
      getAtt: (name) => {
        throw new ValidationError(`Template validation error: a condition cannot refer to ${name}`);
      },
    }));
    const holds = (name: string) => conditions.isTrue(name);
    this.resources = this.readResources(section(body, 'Resources'), holds);
    this.outputs = readOutputs(section(body, 'Outputs'), holds);
    for (const output of this.outputs.values()) {
      this.check('Outputs', [...referencesOf(output.value), ...referencesOf(output.exportName)]);
    }
    const cycle = cycleIn([...this.resources.keys()], (id) => this.needsOf(id));
    if (cycle) { throw new ValidationError(`Circular dependency between resources: [${cycle.join(', ')}]`); }
  }

  public needsOf(logicalId: string): readonly string[] {
    return this.resources.get(logicalId)?.needs ?? [];
  }

  /** The values that the functions of this template refer to. `resources` are the values of its resources. */
  public scope(resources: Pick<Scope, 'ref' | 'getAtt'> & Partial<Pick<Scope, 'importValue'>>): Scope {
    return {
      ref: (name) => {
        if (name === 'AWS::NoValue') { return NO_VALUE; }
        if (Object.hasOwn(this.pseudo, name)) { return this.pseudo[name]; }
        return this.parameters.has(name) ? this.parameters.get(name) : resources.ref(name);
      },
      getAtt: (name, attribute) => resources.getAtt(name, attribute),
      mapping: (map, first, second) => {
        const top = this.mappings[map];
        const row = isRecord(top) ? top[first] : undefined;
        const value = isRecord(row) ? row[second] : undefined;
        if (value === undefined) {
          throw new ValidationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
        }
        return value;
      },
      importValue:
        resources.importValue
        ?? ((name) => { throw new ValidationError(`No export named ${name} found.`); }),
      ...(this.assumptions && {
        availabilityZones: (region: string) => this.assumptions!.availabilityZones(region),
        assumedItem: (index: number) => this.assumptions!.item(index),
      }),
    };
  }

  /** Resolves a value of this template. */
  public resolve(value: unknown, scope: Scope): unknown {
    return resolve(value, scope);
  }

  private readResources(resources: Json, holds: (name: string) => boolean): ReadonlyMap<string, ResourceDefinition> {
    const all = Object.entries(resources);
    if (all.length === 0) {
      throw new ValidationError('Template format error: At least one Resources member must be defined.');
    }
    if (all.length > MAXIMUM_RESOURCES) {
      throw new ValidationError(
        `Template format error: Number of resources, ${all.length}, is greater than maximum allowed, 500`,
      );
    }
    const kept = new Map<string, ResourceDefinition>();
    for (const [logicalId, raw] of all) {
      if (!isRecord(raw) || typeof raw.Type !== 'string') {
        throw new ValidationError(
          `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
        );
      }
      if (!LOGICAL_ID.test(logicalId)) {
        throw new ValidationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
      }
      if (raw.Condition !== undefined && !holds(String(raw.Condition))) { continue; }
      throwIfNull(raw, `/Resources/${logicalId}`);
      const properties = choose(raw.Properties ?? {}, holds);
      if (!isRecord(properties)) {
        throw new ValidationError(`Template format error: [/Resources/${logicalId}/Properties] must be an object`);
      }
      const references = referencesOf(properties);
      const dependsOn = raw.DependsOn === undefined ? [] : [raw.DependsOn].flat().map(String);
      kept.set(logicalId, {
        logicalId,
        type: raw.Type,
        properties,
        deletionPolicy: policyOf(raw.DeletionPolicy, 'DeletionPolicy', raw.Type, this.assumptions),
        updateReplacePolicy: policyOf(raw.UpdateReplacePolicy, 'UpdateReplacePolicy', raw.Type, this.assumptions),
        references,
        needs: [...new Set([...dependsOn, ...references.map((reference) => reference.name)])],
      });
    }
    const undefinedIds = new Set(
      [...kept.values()].flatMap((resource) => resource.needs).filter((name) => !this.defines(name, kept)),
    );
    if (undefinedIds.size > 0) {
      throw new ValidationError(
        `Template format error: Unresolved resource dependencies [${[...undefinedIds].join(', ')}] in the `
          + 'Resources block of the template',
      );
    }
    for (const [logicalId, resource] of kept) {
      kept.set(logicalId, { ...resource, needs: resource.needs.filter((name) => kept.has(name)) });
    }
    return kept;
  }

  private defines(name: string, resources: ReadonlyMap<string, ResourceDefinition>): boolean {
    return (
      name === 'AWS::NoValue' || Object.hasOwn(this.pseudo, name) || this.parameters.has(name) || resources.has(name)
    );
  }

  private check(block: string, references: readonly Reference[]): void {
    const missing = references.map((reference) => reference.name).filter((name) => !this.defines(name, this.resources));
    if (missing.length > 0) {
      throw new ValidationError(
        `Template format error: Unresolved resource dependencies [${missing.join(', ')}] in the ${block} block of `
          + 'the template',
      );
    }
  }
}

function readOutputs(outputs: Json, holds: (name: string) => boolean): ReadonlyMap<string, OutputDefinition> {
  const kept = new Map<string, OutputDefinition>();
  for (const [name, raw] of Object.entries(outputs)) {
    if (!isRecord(raw) || raw.Value === undefined) {
      throw new ValidationError(`Template format error: Output ${name} must have a Value`);
    }
    if (raw.Condition !== undefined && !holds(String(raw.Condition))) { continue; }
    kept.set(name, {
      value: choose(raw.Value, holds),
      exportName: isRecord(raw.Export) ? choose(raw.Export.Name, holds) : undefined,
    });
  }
  return kept;
}

function parametersOf(
  definitions: Json, given: Readonly<Record<string, string>>, assumptions?: Assumptions,
): ReadonlyMap<string, unknown> {
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(definitions, name));
  if (unexpected.length > 0) {
    throw new ValidationError(`Parameters: [${unexpected.join(', ')}] do not exist in the template`);
  }
  const values = new Map<string, unknown>();
  for (const [name, definition] of Object.entries(definitions)) {
    const { Type: type = 'String', Default: fallback } = isRecord(definition) ? definition : {};
    const value = given[name] ?? (fallback === undefined ? undefined : String(fallback));
    if (value === undefined) { throw new ValidationError(`Parameters: [${name}] must have values`); }
    if (String(type).startsWith('AWS::SSM::Parameter::Value')) {
      const known = Object.hasOwn(SSM_PARAMETERS, value)
        ? SSM_PARAMETERS[value]
        : assumptions?.ssmParameter(value, String(type));
      if (known === undefined) {
        throw new ValidationError(`Unable to fetch parameters [${value}] from parameter store for this account.`);
      }
      values.set(name, /<(List<|CommaDelimitedList)/.test(String(type)) ? known.split(',') : known);
    } else {
      values.set(
        name,
        String(type) === 'CommaDelimitedList' || String(type).startsWith('List<') ? value.split(',') : value,
      );
    }
  }
  return values;
}

function policyOf(
  value: unknown, attribute: 'DeletionPolicy' | 'UpdateReplacePolicy', type: string, assumptions?: Assumptions,
): Policy {
  switch (value) {
    case undefined: return 'Delete';
    case 'Delete':
    case 'Retain': return value;
    case 'Snapshot':
      // Whether the type has snapshots is assumed. Nothing that is simulated would read one.
      if (assumptions) { return 'Delete'; }
      break;
    case 'RetainExceptOnCreate': if (attribute === 'DeletionPolicy') { return value; }
  }
  throw new ValidationError(`Template error: ${attribute} ${JSON.stringify(value)} is not supported for ${type}`);
}

function throwIfNull(value: unknown, path: string): void {
  if (value === null) {
    throw new ValidationError(`Template format error: [${path}] 'null' values are not allowed in templates`);
  }
  if (typeof value === 'object') {
    Object.entries(value).forEach(([key, item]) => throwIfNull(item, `${path}/${key}`));
  }
}

function section(body: Json, name: string): Json {
  const value = body[name] ?? {};
  if (!isRecord(value)) { throw new ValidationError(`Template format error: ${name} must be an object`); }
  return value;
}
