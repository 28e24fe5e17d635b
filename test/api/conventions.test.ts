/** Conventions of the public API that no linter checks. Each finding is `Type.member: what is wrong`. */
import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { isVague, namesIn, readAssembly, type Assembly, type Declared, type Property } from './assembly';
import * as library from '../../src';

/** Of these things the CDK has no interface that could be taken instead of the ARN. */
const ARNS_WITHOUT_INTERFACE = ['RotatableNamespaceProps.identityCenterApplicationArn'];
const UNIT = /(Days|Hours|Minutes|Seconds|Millis|Bytes|Kibibytes|Mebibytes|Gibibytes|Tebibytes|Percent)$/;

let assembly: Assembly;
let types: Declared[];
/** What users fill in. */
let structs: Declared[];

beforeAll(() => {
  assembly = readAssembly();
  types = Object.values(assembly.types);
  structs = types.filter(({ datatype }) => datatype);
}, 180_000);

const findings = (of: readonly Declared[], find: (property: Property) => string | undefined): string[] =>
  of.flatMap((type) => type.properties.map((property) => {
    const found = find(property);
    return found === undefined ? undefined : `${type.name}.${property.name}: ${found}`;
  })).filter((one) => one !== undefined);

/** The class that a name stands for; undefined = an interface or enum, of which nothing is left at run time. */
function classOf(fqn: string): unknown {
  const [module, ...path] = fqn.split('.');
  const root: unknown = { 'aws-cdk-lib': cdk, [assembly.name]: library }[module];
  return path.reduce((at, name) => (at as Record<string, unknown> | undefined)?.[name], root);
}

const isConstructClass = (fqn: string): boolean => {
  const found = classOf(fqn);
  return typeof found === 'function' && found.prototype instanceof Construct;
};

describe('what users fill in', () => {
  test('there is something to check', () => {
    expect(structs.length).toBeGreaterThan(3);
    expect(isConstructClass('aws-cdk-lib.aws_kms.Key')).toBe(true);
    expect(isConstructClass('aws-cdk-lib.aws_iam.PolicyDocument')).toBe(false);
  });

  test('no type of CloudFormation', () => {
    expect(findings(structs, ({ type }) => namesIn(type).find((name) => /(^|\.)Cfn[A-Z]/.test(name)))).toEqual([]);
  });

  test('no union, and no any', () => {
    expect(findings(structs, ({ type }) => isVague(type) ? JSON.stringify(type) : undefined)).toEqual([]);
  });

  test('no concrete construct where an interface serves', () => {
    expect(findings(structs, ({ type }) => namesIn(type).find(isConstructClass))).toEqual([]);
  });

  test('no ARN where an interface serves', () => {
    const found = structs.flatMap(({ name, properties }) => properties.map((property) => `${name}.${property.name}`)).filter((name) => /Arns?$/.test(name));
    expect(found).toEqual(ARNS_WITHOUT_INTERFACE);
  });

  test('a default for everything that may be left out', () => {
    expect(findings(structs, ({ optional, docs }) => optional && docs.default === undefined ? 'no @default' : undefined)).toEqual([]);
  });

  test('numbers have a unit in their name, or say what they count', () => {
    expect(findings(structs, ({ name, type, docs }) => type.primitive === 'number' && !UNIT.test(name) && !/^Number of /.test(docs.summary ?? '')
      ? 'a number of what?'
      : undefined)).toEqual([]);
  });
});

describe('everything public', () => {
  test('is documented', () => {
    const members = types.flatMap((type) => [
      { at: type.name, summary: type.docs.summary },
      ...[...type.properties, ...type.methods]
        // What is inherited is documented where it comes from.
        .filter(({ overrides }) => overrides === undefined)
        .map(({ name, docs }) => ({ at: `${type.name}.${name}`, summary: docs.summary })),
      ...type.members.map(({ name, docs }) => ({ at: `${type.name}.${name}`, summary: docs.summary })),
    ]);
    expect(members.filter(({ summary }) => summary === undefined || summary.trim() === '').map(({ at }) => at)).toEqual([]);
  });

  test('comes from a public file, and has a public name', () => {
    expect(types.filter(({ locationInModule: { filename }, name }) => /^src\/(private|key-change)\//.test(filename) || name.startsWith('_'))
      .map(({ name }) => name)).toEqual([]);
    const used = types.flatMap((type) => namesIn([type.properties, type.methods, type.initializer]));
    expect(used.filter((name) => name.startsWith(`${assembly.name}.`) && assembly.types[name] === undefined)).toEqual([]);
  });

  test('has no union and no any', () => {
    const vague = types.flatMap((type) => [
      ...type.properties.map(({ name, type: given }) => ({ at: `${type.name}.${name}`, given })),
      ...[...type.methods, ...(type.initializer ? [{ ...type.initializer, name: 'constructor', returns: undefined }] : [])]
        .flatMap(({ name, parameters, returns }) => [...parameters, ...(returns ? [returns] : [])].map(({ type: given }) => ({ at: `${type.name}.${name}`, given }))),
    ]).filter(({ given }) => isVague(given));
    expect(vague.map(({ at }) => at)).toEqual([]);
  });

  test('constructs are made as (scope, id, props)', () => {
    const constructs = types.filter(({ fqn }) => isConstructClass(fqn));
    expect(constructs.length).toBeGreaterThan(1);
    expect(constructs.map(({ name, initializer }) => `${name}(${initializer?.parameters.map((one) => one.name).join(', ')})`))
      .toEqual(constructs.map(({ name }) => `${name}(scope, id, props)`));
  });

  test('what exists already is taken in by fromXxx(scope, id, …), as an interface', () => {
    const imports = types.filter(({ fqn }) => isConstructClass(fqn))
      .flatMap(({ name, methods }) => methods.filter((method) => method.static && /^from[A-Z]/.test(method.name)).map((method) => ({ name, method })));
    expect(imports.length).toBeGreaterThan(0);
    for (const { name, method } of imports) {
      const [scope, id] = method.parameters;
      expect([`${name}.${method.name}`, namesIn(scope.type), scope.name, id.type, id.name])
        .toEqual([`${name}.${method.name}`, ['constructs.Construct'], 'scope', { primitive: 'string' }, 'id']);
      expect(namesIn(method.returns?.type).join()).toMatch(/\.I[A-Z]\w+$/);
    }
  });
});
