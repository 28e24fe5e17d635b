/** Conventions of the public API that no linter checks. Each finding is `Type.member: what is wrong`. */
import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { isVague, namesIn, readAssembly, type Assembly, type Declared, type Property } from './assembly';
import { testNames } from './names';
import * as library from '../../src';

/** The CDK has no interface that could be taken instead of these ARNs. */
const ARNS_WITHOUT_INTERFACE = ['RotatableNamespaceProps.identityCenterApplicationArn'];
/** Resources that have a reference interface (`IKeyRef`): their ARN is all that a namespace needs. */
const RESOURCE_INTERFACE = /^aws-cdk-lib\.(?!interfaces\.)\w+\.I[A-Z]\w+$/;
/** What KeyChangeProvider attaches a policy to, gives to a function, or hands out for grants, metrics and alarms. */
const RESOURCES_OF_THE_PROVIDER = [
  'KeyChangeProvider.function', 'KeyChangeProvider.grantPrincipal', 'KeyChangeProvider.logGroup',
  'KeyChangeProvider.role', 'KeyChangeProvider.stateMachine', 'KeyChangeProviderProps.role',
  'KeyChangeProviderProps.securityGroups', 'KeyChangeProviderProps.vpc',
];
/** What alarms do, and alarms that a widget shows: `AlarmStatusWidget` of the oldest CDK takes no reference. */
const ALARMS = ['KeyChangeAlarmsOptions.actions', 'KeyChangeAlarmsOptions.okActions', 'KeyChangeWidgetsProps.alarms'];
/** Who is granted something is an `IGrantable` everywhere in the CDK. */
const GRANTEES = ['RotatableNamespace.grantDecrypt(grantee)', 'RotatableNamespace.grantKeyUse(grantee)'];
/** Targets of Amazon EventBridge Scheduler have no other interface. */
const TARGETS = ['KeyChangeSchedule.onDue(target)'];
const TIME_UNIT = /(Days|Hours|Minutes|Seconds|Millis)$/;
const SIZE_UNIT = /(Bytes|Kibibytes|Mebibytes|Gibibytes|Tebibytes)$/;
const TIME = /(retention|timeout|duration|interval|period|wait)$/i;
/** A timeout may also be computed from an amount of data. CloudWatch Logs accepts only what its enum has. */
const TIME_TYPES = [
  'aws-cdk-lib.Duration', 'aws-cdk-lib.aws_logs.RetentionDays', 'cdk-redshift-rotatable-namespace.KeyChangeTimeout',
];

let assembly: Assembly;
let types: Declared[];
/** What users fill in. */
let structs: Declared[];
let constructs: Declared[];

beforeAll(() => {
  assembly = readAssembly();
  types = Object.values(assembly.types);
  structs = types.filter(({ datatype }) => datatype);
  constructs = types.filter(({ fqn }) => isConstructClass(fqn));
}, 180_000);

const findings = (of: readonly Declared[], find: (property: Property) => string | undefined): string[] =>
  of.flatMap((type) => type.properties.flatMap((property) => {
    const found = find(property);
    return found === undefined ? [] : [`${type.name}.${property.name}: ${found}`];
  }));

/** Every parameter of a method or constructor, with its type. */
const parametersOf = ({ name, methods, initializer }: Declared): { readonly at: string; readonly type: unknown }[] =>
  [...methods, { name: 'constructor', parameters: initializer?.parameters ?? [] }].flatMap((method) =>
    method.parameters.map((parameter) => ({ at: `${name}.${method.name}(${parameter.name})`, type: parameter.type })));

/** The class that a name stands for; undefined = an interface or enum, which does not exist at run time. */
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
    expect('aws-cdk-lib.aws_kms.IKey').toMatch(RESOURCE_INTERFACE);
    expect('aws-cdk-lib.aws_iam.IRole').toMatch(RESOURCE_INTERFACE);
    expect('aws-cdk-lib.interfaces.aws_kms.IKeyRef').not.toMatch(RESOURCE_INTERFACE);
  });

  test('no type of CloudFormation', () => {
    const cfnType = /(^|\.)Cfn[A-Z]/;
    expect(findings(structs, ({ type }) => namesIn(type).find((name) => cfnType.test(name)))).toEqual([]);
  });

  test('no union, and no any', () => {
    expect(findings(structs, ({ type }) => isVague(type) ? JSON.stringify(type) : undefined)).toEqual([]);
  });

  test('no concrete construct where an interface serves', () => {
    expect(findings(structs, ({ type }) => namesIn(type).find(isConstructClass))).toEqual([]);
  });

  test('no IKey or IRole where IKeyRef or IRoleRef serves', () => {
    const resourceIn = (type: unknown) => namesIn(type).find((name) => RESOURCE_INTERFACE.test(name));
    const found = findings(types, ({ type }) => resourceIn(type)).map((finding) => finding.split(': ')[0]);
    expect(found.sort()).toEqual([...ALARMS, ...RESOURCES_OF_THE_PROVIDER].sort());
    const parameters = types.flatMap(parametersOf).filter(({ type }) => resourceIn(type) !== undefined);
    expect(parameters.map(({ at }) => at).sort()).toEqual([...GRANTEES, ...TARGETS].sort());
  });

  test('keys and roles are references', () => {
    const used = structs.flatMap(({ properties }) => properties.flatMap(({ type }) => namesIn(type)));
    const references = new Set(used.filter((name) => name.startsWith('aws-cdk-lib.interfaces.')));
    expect([...references].sort()).toEqual([
      'aws-cdk-lib.interfaces.aws_iam.IRoleRef', 'aws-cdk-lib.interfaces.aws_kms.IKeyRef',
      'aws-cdk-lib.interfaces.aws_lambda.ICodeSigningConfigRef',
    ]);
  });

  test('no ARN where an interface serves', () => {
    const names = structs.flatMap(({ name, properties }) => properties.map((property) => `${name}.${property.name}`));
    expect(names.filter((name) => /Arns?$/.test(name))).toEqual(ARNS_WITHOUT_INTERFACE);
  });

  test('a default for everything that may be left out', () => {
    const withoutDefault = findings(structs, ({ optional, docs }) =>
      optional && docs.default === undefined ? 'no @default' : undefined);
    expect(withoutDefault).toEqual([]);
  });

  test('a time is a Duration, a size is a Size', () => {
    const wrong = findings(structs, ({ name, type }) => {
      if (TIME_UNIT.test(name)) { return 'give a Duration'; }
      if (SIZE_UNIT.test(name)) { return 'give a Size'; }
      return TIME.test(name) && !TIME_TYPES.includes(namesIn(type)[0]) ? 'give a Duration' : undefined;
    });
    expect(wrong).toEqual([]);
    const times = findings(structs, ({ name }) => TIME.test(name) ? 'a time' : undefined);
    expect(times.length).toBeGreaterThan(2);
  });

  test('a number says what it counts', () => {
    const unclear = findings(structs, ({ type, docs }) =>
      type.primitive === 'number' && !/^Number of /.test(docs.summary ?? '') ? 'a number of what?' : undefined);
    expect(unclear).toEqual([]);
  });

  test('an option for a lookup is named lookup', () => {
    const named = structs.flatMap(({ name, properties }) => properties
      .filter((property) => /look/i.test(property.name))
      .map((property) => `${name}.${property.name}`));
    expect(named).toEqual(['AwsOwnedKeyOptions.lookup', 'NamespaceKeyGuardProps.lookup']);
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
    const undocumented = members.filter(({ summary }) => summary === undefined || summary.trim() === '');
    expect(undocumented.map(({ at }) => at)).toEqual([]);
  });

  test('comes from a public file, and has a public name', () => {
    const privateFile = /^src\/((private|handler)\/|contract\.ts$)/;
    const isPrivate = ({ locationInModule: { filename }, name }: Declared) =>
      privateFile.test(filename) || name.startsWith('_');
    expect(types.filter(isPrivate).map(({ name }) => name)).toEqual([]);
    const used = types.flatMap((type) => namesIn([type.properties, type.methods, type.initializer]));
    const unknown = used.filter((name) => name.startsWith(`${assembly.name}.`) && assembly.types[name] === undefined);
    expect(unknown).toEqual([]);
  });

  test('has no union and no any', () => {
    const all = types.flatMap((type) => [
      ...type.properties.map(({ name, type: given }) => ({ at: `${type.name}.${name}`, type: given })),
      ...type.methods.map(({ name, returns }) => ({ at: `${type.name}.${name}`, type: returns?.type })),
      ...parametersOf(type),
    ]);
    expect(all.filter(({ type }) => isVague(type)).map(({ at }) => at)).toEqual([]);
  });
});

describe('constructs', () => {
  /** Those with a public constructor. */
  const created = () => constructs.filter(({ initializer, abstract }) => initializer !== undefined && !abstract);

  test('there is something to check', () => {
    expect(constructs.map(({ name }) => name).sort()).toEqual([
      'KeyChangeAlarms', 'KeyChangeDashboard', 'KeyChangeProvider', 'NamespaceKeyChange', 'NamespaceKeyRule',
      'RotatableNamespace', 'RotatableNamespaceBase',
    ]);
    expect(constructs.filter(({ abstract }) => abstract).map(({ name }) => name)).toEqual(['RotatableNamespaceBase']);
  });

  test('are created with (scope, id, props)', () => {
    const signatures = created().map(({ name, initializer }) =>
      `${name}(${initializer?.parameters.map((one) => one.name).join(', ')})`);
    expect(signatures).toEqual(created().map(({ name }) => `${name}(scope, id, props)`));
  });

  test('one for each stack is not created: of(scope, props) gives it', () => {
    const single = constructs.filter(({ initializer }) => initializer === undefined);
    expect(single.map(({ name }) => name)).toEqual(['KeyChangeProvider']);
    const of = single[0].methods.find(({ name }) => name === 'of');
    expect(of).toMatchObject({
      static: true,
      parameters: [{ name: 'scope' }, { name: 'props' }],
      returns: { type: { fqn: single[0].fqn } },
    });
  });

  test('have a PROPERTY_INJECTION_ID, the library and the class', () => {
    for (const { name, fqn, properties } of created()) {
      expect(properties).toContainEqual(expect.objectContaining({ name: 'PROPERTY_INJECTION_ID', static: true }));
      expect(classOf(fqn)).toHaveProperty('PROPERTY_INJECTION_ID', `${assembly.name}.${name}`);
    }
  });

  test('are imported by fromXxx(scope, id, …), as an interface', () => {
    const imports = constructs.flatMap(({ name, methods }) => methods
      .filter((method) => method.static && /^from[A-Z]/.test(method.name))
      .map((method) => ({ at: `${name}.${method.name}`, method })));
    expect(imports.length).toBeGreaterThan(0);
    for (const { at, method } of imports) {
      const [scope, id] = method.parameters;
      expect([at, namesIn(scope.type), scope.name, id.type, id.name])
        .toEqual([at, ['constructs.Construct'], 'scope', { primitive: 'string' }, 'id']);
      expect(namesIn(method.returns?.type).join()).toMatch(/\.I[A-Z]\w+$/);
    }
  });
});

describe('in the other languages', () => {
  testNames(() => types);
});
