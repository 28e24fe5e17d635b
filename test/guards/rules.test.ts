import {
  Annotations, App, Aspects, CfnCondition, CfnParameter, CfnResource, Fn, RemovalPolicies, RemovalPolicy, Stack, Tags,
  aws_kms as kms, aws_redshiftserverless as redshiftserverless, type IAspect,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { context, ENV, errorIds, KEY, newStack, synth, warehouse } from './support';
import { CreatedWith, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace, type RotatableNamespaceProps } from '../../src';

/** Each case: an edit of an app with a RotatableNamespace, and the ids of the errors that it ends in. */
type Edit = (namespace: RotatableNamespace, stack: Stack) => void;
type Case = [name: string, edit: Edit, errors: string[], props?: RotatableNamespaceProps];

const cfn = (scope: IConstruct, ...ids: string[]): CfnResource => {
  const found = ids.reduce<IConstruct>((node, id) => node.node.findChild(id), scope);
  return (CfnResource.isCfnResource(found) ? found : found.node.defaultChild) as CfnResource;
};
const resource = (namespace: RotatableNamespace) => namespace.node.defaultChild as redshiftserverless.CfnNamespace;
const window = (namespace: RotatableNamespace) => cfn(namespace, 'KeyChange', 'Window1');
const alias = (namespace: RotatableNamespace) => namespace.node.findChild('Alias') as kms.CfnAlias;
const key = (namespace: RotatableNamespace, generation = 1) => cfn(namespace, `KeyGeneration${generation}`);
const parameter = (stack: Stack, id = 'P') => new CfnParameter(stack, id).valueAsString;
const aspect = (visit: (node: IConstruct) => void): IAspect => ({ visit });
const onNamespace = (edit: (node: redshiftserverless.CfnNamespace) => void) =>
  aspect((node) => { if (node instanceof redshiftserverless.CfnNamespace) { edit(node); } });
const condition = (stack: Stack, id = 'InProd') => new CfnCondition(stack, id, { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1') });

function run([, edit, errors, props]: Case): void {
  const stack = newStack();
  edit(warehouse(stack, props), stack);
  expect(errorIds(stack)).toEqual(errors);
}

describe('KmsKeyId of the namespace stays what the construct has set', () => {
  test.each<Case>([
    ['addPropertyDeletionOverride', (n) => resource(n).addPropertyDeletionOverride('KmsKeyId'), ['kmsKeyIdChanged']],
    ['addPropertyOverride with the literal', (n) => resource(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY'), ['kmsKeyIdChanged']],
    ['addPropertyOverride with nothing', (n) => resource(n).addPropertyOverride('KmsKeyId', ''), ['kmsKeyIdChanged']],
    ['addPropertyOverride with an alias of AWS', (n) => resource(n).addPropertyOverride('KmsKeyId', 'alias/aws/redshift'), ['kmsKeyIdChanged']],
    ['addPropertyOverride with another key', (n) => resource(n).addPropertyOverride('KmsKeyId', KEY), ['kmsKeyIdChanged']],
    ['addOverride', (n) => resource(n).addOverride('Properties.KmsKeyId', undefined), ['kmsKeyIdChanged']],
    ['addDeletionOverride', (n) => resource(n).addDeletionOverride('Properties.KmsKeyId'), ['kmsKeyIdChanged']],
    ['addOverride of all properties', (n) => resource(n).addOverride('Properties', { KmsKeyId: 'AWS_OWNED_KMS_KEY' }), ['kmsKeyIdChanged']],
    ['addDeletionOverride of all properties', (n) => resource(n).addDeletionOverride('Properties'), ['kmsKeyIdChanged', 'namespaceNameChanged', 'ownershipTagGone']],
    ['the property set to undefined', (n) => { resource(n).kmsKeyId = undefined; }, ['kmsKeyIdChanged']],
    ['an Aspect that blanks it', (_n, s) => Aspects.of(s).add(onNamespace((node) => { node.kmsKeyId = undefined; })), ['kmsKeyIdChanged']],
    ['an Aspect of the app that overrides it', (_n, s) => Aspects.of(s.node.root).add(onNamespace((node) => node.addPropertyDeletionOverride('KmsKeyId'))), ['kmsKeyIdChanged']],
    ['a token', (n, s) => resource(n).addPropertyOverride('KmsKeyId', parameter(s)), ['kmsKeyIdChanged']],
    ['a condition that may take it away', (n, s) => resource(n).addPropertyOverride('KmsKeyId', Fn.conditionIf(condition(s).logicalId, KEY, { Ref: 'AWS::NoValue' })), ['kmsKeyIdChanged']],
    ['a KmsKeyId where there must be none', (n) => { resource(n).kmsKeyId = KEY; }, ['kmsKeyIdChanged'], { createdWith: CreatedWith.awsOwnedKey() }],
    ['nearest: another property overridden', (n) => resource(n).addPropertyOverride('DbName', 'other'), []],
    ['nearest: the same value set again', (n) => { resource(n).kmsKeyId = resource(n).kmsKeyId; }, []],
    ['nearest: created without one, by the prop', () => undefined, [], { createdWith: CreatedWith.awsOwnedKey() }],
    ['nearest: an Aspect that looks only', (_n, s) => Aspects.of(s).add(onNamespace(() => undefined)), []],
  ])('%s', (...row) => run(row));
});

describe('the namespace keeps its name and its tag', () => {
  test.each<Case>([
    ['the name overridden', (n) => resource(n).addPropertyOverride('NamespaceName', 'other'), ['namespaceNameChanged']],
    ['the name set', (n) => { resource(n).namespaceName = 'other'; }, ['namespaceNameChanged']],
    ['the name a token', (n, s) => { resource(n).namespaceName = parameter(s); }, ['namespaceNameChanged']],
    ['nearest: the same name', (n) => { resource(n).namespaceName = 'warehouse'; }, []],
    ['the tag removed', (n) => Tags.of(n).remove('cdk-redshift-rotatable-namespace:stack'), ['ownershipTagGone']],
    ['the tag with another value', (_n, s) => Tags.of(s).add('cdk-redshift-rotatable-namespace:stack', 'Other', { priority: 400 }), ['ownershipTagGone']],
    ['the tag a token', (n, s) => Tags.of(n).add('cdk-redshift-rotatable-namespace:stack', parameter(s), { priority: 400 }), ['ownershipTagGone']],
    ['nearest: another tag', (n) => Tags.of(n).add('team', 'data'), []],
  ])('%s', (...row) => run(row));
});

describe('the window stays what the construct has made it', () => {
  test.each<Case>([
    ['removed', (n) => n.keyChange.node.tryRemoveChild('Window1'), ['partRemoved']],
    ['its resource removed', (n) => n.keyChange.node.findChild('Window1').node.tryRemoveChild('Default'), ['partRemoved']],
    ['the whole key change removed', (n) => n.node.tryRemoveChild('KeyChange'), ['partRemoved']],
    ['another one in its place', (n) => {
      n.node.tryRemoveChild('KeyChange');
      new NamespaceKeyChange(n, 'KeyChange', { namespaceName: 'elsewhere', key: n.encryptionKey! });
    }, ['partRemoved']],
    ['the key re-pointed', (n) => window(n).addPropertyOverride('KmsKeyId', KEY), ['keyChangeAltered']],
    ['the key the literal', (n) => window(n).addPropertyOverride('KmsKeyId', 'AWS_OWNED_KMS_KEY'), ['keyChangeAltered']],
    ['the key a token', (n, s) => window(n).addPropertyOverride('KmsKeyId', parameter(s)), ['keyChangeAltered']],
    ['the name re-pointed', (n) => window(n).addPropertyOverride('NamespaceName', 'other'), ['keyChangeAltered']],
    ['a property deleted', (n) => window(n).addPropertyDeletionOverride('WaiterArn'), ['keyChangeAltered']],
    ['told that it was created otherwise', (n) => window(n).addPropertyOverride('CreatedWithKmsKeyId', 'AWS_OWNED_KMS_KEY'), ['keyChangeAltered']],
    ['another ServiceToken', (n) => window(n).addPropertyOverride('ServiceToken', 'arn:aws:lambda:eu-west-1:111122223333:function:theirs'), ['keyChangeAltered']],
    ['another type', (n) => window(n).addOverride('Type', 'Custom::Nothing'), ['keyChangeAltered']],
    ['an Aspect that empties it', (_n, s) => Aspects.of(s).add(aspect((node) => {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType.startsWith('Custom::')) { node.addPropertyOverride('KmsKeyId', ''); }
    })), ['keyChangeAltered']],
    ['nearest: a property that means nothing to it', (n) => window(n).addPropertyOverride('Salt', 'once more'), []],
    ['nearest: its metadata', (n) => window(n).addMetadata('why', 'documentation'), []],
    ['under a condition', (n, s) => { window(n).cfnOptions.condition = condition(s); }, ['partConditional']],
    ['nearest: namespace, window and all under the same', (n, s) => {
      const same = condition(s);
      for (const one of [resource(n), window(n), alias(n), key(n)]) { one.cfnOptions.condition = same; }
    }, []],
    ['the namespace alone under a condition is its own matter', (n, s) => { resource(n).cfnOptions.condition = condition(s); }, []],
  ])('%s', (...row) => run(row));

  test.each<[string, (change: NamespaceKeyChange) => void, string[]]>([
    ['alone: removed', (c) => c.node.tryRemoveChild('Window1'), ['partRemoved']],
    ['alone: re-pointed', (c) => cfn(c, 'Window1').addPropertyOverride('KmsKeyId', 'alias/aws/redshift'), ['keyChangeAltered']],
    ['alone: untouched', () => undefined, []],
  ])('%s', (_name, edit, errors) => {
    const stack = newStack();
    edit(new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key: kms.Key.fromKeyArn(stack, 'Key', KEY) }));
    expect(errorIds(stack)).toEqual(errors);
  });
});

describe('the namespace itself', () => {
  test.each<Case>([
    ['removed', (n) => n.node.tryRemoveChild('Resource'), ['partRemoved']],
    ['replaced by a bare one', (n) => {
      n.node.tryRemoveChild('Resource');
      new redshiftserverless.CfnNamespace(n, 'Resource', { namespaceName: 'warehouse' });
    }, ['partRemoved']],
    ['nearest: something else removed', (n, s) => { new kms.Key(n, 'Extra'); n.node.tryRemoveChild('Extra'); parameter(s); }, []],
  ])('%s', (...row) => run(row));
});

describe('the alias follows the key', () => {
  test.each<Case>([
    ['removed', (n) => n.node.tryRemoveChild('Alias'), ['partRemoved']],
    ['re-pointed', (n) => alias(n).addPropertyOverride('TargetKeyId', KEY), ['aliasAltered']],
    ['re-pointed by its property', (n) => { alias(n).targetKeyId = KEY; }, ['aliasAltered']],
    ['re-pointed to a token', (n, s) => { alias(n).targetKeyId = parameter(s); }, ['aliasAltered']],
    ['renamed', (n) => { alias(n).aliasName = 'alias/mine'; }, ['aliasAltered']],
    ['under a condition', (n, s) => { alias(n).cfnOptions.condition = condition(s); }, ['partConditional']],
    ['nearest: retained', (n) => alias(n).applyRemovalPolicy(RemovalPolicy.RETAIN), []],
  ])('%s', (...row) => run(row));
});

describe('the order of deployment', () => {
  test.each<Case>([
    ['the alias no longer waits for the window', (n) => alias(n).addDeletionOverride('DependsOn'), ['orderBroken']],
    ['the namespace no longer waits for the alias', (n) => resource(n).addDeletionOverride('DependsOn'), ['orderBroken']],
    ['the namespace no longer waits for the window, where there is no alias', (n) => resource(n).addOverride('DependsOn', ['Else']), ['orderBroken'],
      { createdWith: CreatedWith.awsOwnedKey() }],
    ['nearest: one more dependency', (n, s) => resource(n).addDependency(new CfnResource(s, 'First', { type: 'A::B::C' })), []],
    ['nearest: written as a single text', (n) => resource(n).addOverride('DependsOn', 'WarehouseAlias743C1A19'), []],
  ])('%s', (...row) => run(row));
});

describe('keys outlive everything', () => {
  const two = { encryption: NamespaceEncryption.keyGenerations({ active: 2 }) };
  test.each<Case>([
    ['applyRemovalPolicy', (n) => key(n).applyRemovalPolicy(RemovalPolicy.DESTROY), ['keyNotRetained', 'keyNotRetained']],
    ['through encryptionKey', (n) => n.encryptionKey!.applyRemovalPolicy(RemovalPolicy.DESTROY), ['keyNotRetained', 'keyNotRetained']],
    ['retained except on create: a failed stack would take it', (n) => { key(n).cfnOptions.deletionPolicy = 'RetainExceptOnCreate' as never; }, ['keyNotRetained']],
    ['an Aspect over all keys', (_n, s) => Aspects.of(s).add(aspect((node) => {
      if (node instanceof kms.CfnKey) { node.applyRemovalPolicy(RemovalPolicy.DESTROY, { applyToUpdateReplacePolicy: false }); }
    })), ['keyNotRetained']],
    ['RemovalPolicies', (_n, s) => RemovalPolicies.of(s).destroy({ applyToResourceTypes: ['AWS::KMS::Key'] }), ['keyNotRetained', 'keyNotRetained']],
    ['an override of the policy', (n) => key(n).addOverride('DeletionPolicy', 'Delete'), ['keyNotRetained']],
    ['a token as the policy', (n, s) => key(n).addOverride('DeletionPolicy', parameter(s)), ['keyNotRetained']],
    ['nearest: retained again', (n) => key(n).applyRemovalPolicy(RemovalPolicy.RETAIN), []],
    ['nearest: another key destroyed', (_n, s) => new kms.Key(s, 'Other', { removalPolicy: RemovalPolicy.DESTROY }), []],
    ['nearest: RemovalPolicies that leaves keys and namespaces out',
      (_n, s) => RemovalPolicies.of(s).destroy({ excludeResourceTypes: ['AWS::KMS::Key', 'AWS::RedshiftServerless::Namespace'] }), []],
    ['disabled', (n) => key(n).addPropertyOverride('Enabled', false), ['keyAltered']],
    ['disabled by a token', (n, s) => key(n).addPropertyOverride('Enabled', parameter(s)), ['keyAltered']],
    ['asymmetric', (n) => { key(n).addPropertyOverride('KeySpec', 'RSA_2048'); }, ['keyAltered']],
    ['for signatures', (n) => { key(n).addPropertyOverride('KeyUsage', 'SIGN_VERIFY'); }, ['keyAltered']],
    ['nearest: said explicitly', (n) => key(n).addOverride('Properties', { ...{ Enabled: true, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' } }), []],
    ['under a condition', (n, s) => { key(n).cfnOptions.condition = condition(s); }, ['partConditional']],
    ['the active generation removed', (n) => n.node.tryRemoveChild('KeyGeneration2'), ['partRemoved'], two],
    ['an earlier generation removed', (n) => n.node.tryRemoveChild('KeyGeneration1'), ['partRemoved'], two],
    ['its resource removed', (n) => n.node.findChild('KeyGeneration1').node.tryRemoveChild('Resource'), ['partRemoved'], two],
    ['nearest: an earlier one let go by the prop', () => undefined, [], { encryption: NamespaceEncryption.keyGenerations({ active: 2, oldest: 2 }) }],
  ])('%s', (...row) => run(row));
});

describe('the data outlives the stack', () => {
  const destroy = { removalPolicy: RemovalPolicy.DESTROY };
  test.each<Case>([
    ['applyRemovalPolicy of the construct', (n) => n.applyRemovalPolicy(RemovalPolicy.DESTROY), ['namespaceNotRetained', 'namespaceNotRetained']],
    ['an Aspect', (_n, s) => Aspects.of(s).add(onNamespace((node) => node.applyRemovalPolicy(RemovalPolicy.DESTROY))), ['namespaceNotRetained', 'namespaceNotRetained']],
    ['unset', (n) => { resource(n).cfnOptions.deletionPolicy = undefined; }, ['namespaceNotRetained']],
    ['an override', (n) => resource(n).addOverride('UpdateReplacePolicy', 'Delete'), ['namespaceNotRetained']],
    ['a token', (n, s) => resource(n).addOverride('DeletionPolicy', parameter(s)), ['namespaceNotRetained']],
    ['nearest: retained in another way', (n) => n.applyRemovalPolicy(RemovalPolicy.RETAIN), []],
    ['nearest: by the prop', () => undefined, [], destroy],
    ['nearest: the prop says destroy, an Aspect retains', (n) => n.applyRemovalPolicy(RemovalPolicy.RETAIN), [], destroy],
  ])('%s', (...row) => run(row));

  test.each<[string, RotatableNamespaceProps, string[]]>([
    ['destroyed without a final snapshot: a warning', destroy, ['noFinalSnapshot']],
    ['destroyed with one', { ...destroy, finalSnapshot: { snapshotName: 'last' } }, []],
    ['destroyed with one whose name is a token', { ...destroy, finalSnapshot: { snapshotName: Fn.ref('AWS::StackName') } }, []],
    ['retained', {}, []],
  ])('%s', (_name, props, told) => {
    const stack = newStack();
    warehouse(stack, props);
    expect(synth(stack)).toMatchObject({ errors: [], told });
  });
});

describe('key generations', () => {
  test.each<[string, Parameters<typeof NamespaceEncryption.keyGenerations>[0], string[]]>([
    ['active left out beside newest', { newest: 1 }, ['activeGenerationUnset']],
    ['active left out beside newest 3', { newest: 3 }, ['activeGenerationUnset']],
    ['active left out beside oldest', { oldest: 1 }, ['activeGenerationUnset']],
    ['active far behind newest', { active: 1, newest: 3 }, ['activeGenerationBehind']],
    ['nearest: the careful path', { active: 1, newest: 2 }, []],
    ['nearest: nothing said at all', {}, []],
    ['nearest: active alone', { active: 3 }, []],
  ])('%s', (_name, options, told) => {
    const stack = newStack();
    warehouse(stack, { encryption: NamespaceEncryption.keyGenerations(options) });
    expect(synth(stack)).toMatchObject({ errors: [], told });
  });

  test('the warnings, word for word in an app', () => {
    const stack = newStack();
    warehouse(stack, { encryption: NamespaceEncryption.keyGenerations({ newest: 2 }) });
    expect(synth(stack).texts).toEqual(['the active key generation is left out, so the namespace goes to generation 1, got: keyGenerations({ newest: 2 }); '
      + 'give active too [ack: cdk-redshift-rotatable-namespace:activeGenerationUnset]']);
  });
});

describe('one owner a namespace', () => {
  const other = (app: App, env?: { account: string; region: string }) => new Stack(app, 'Other', { env });
  type Twice = [string, (stack: Stack, app: App) => void, string[], string[]?];
  test.each<Twice>([
    ['a second construct in the stack', (s) => warehouse(s, {}, 'Second'), ['sharedNamespace', 'sharedNamespace', 'sharedNamespace', 'sharedNamespace']],
    ['in another stack of the same account and Region', (_s, app) => warehouse(other(app, ENV)), ['sharedNamespace', 'sharedNamespace', 'sharedNamespace', 'sharedNamespace']],
    ['in another Region', (_s, app) => warehouse(other(app, { ...ENV, region: 'us-east-1' })), []],
    ['in a stack without env', (_s, app) => warehouse(other(app)), [], ['perhapsSharedNamespace', 'perhapsSharedNamespace', 'perhapsSharedNamespace', 'perhapsSharedNamespace']],
    ['another name', (s) => warehouse(s, { namespaceName: 'second' }, 'Second'), []],
    ['a name that only the deployment knows', (s) => warehouse(s, { namespaceName: parameter(s) }, 'Second'), []],
    ['a bare resource of the same name', (s) => new redshiftserverless.CfnNamespace(s, 'Bare', { namespaceName: 'warehouse', kmsKeyId: KEY }), ['sharedNamespace']],
    ['a second key change', (s) => new NamespaceKeyChange(s, 'Change', { namespaceName: 'warehouse', key: kms.Key.fromKeyArn(s, 'K', KEY) }), ['sharedNamespace', 'sharedNamespace']],
  ])('%s', (_name, add, errors, told = []) => {
    const stack = newStack();
    warehouse(stack);
    add(stack, stack.node.root as App);
    const outcome = synth(stack);
    expect(outcome.errors.map((text) => /:(\w+)\]$/.exec(text)?.[1])).toEqual(errors);
    expect(outcome.told).toEqual(told);
  });

  test('the same parameter names the same namespace', () => {
    const stack = newStack();
    const namespaceName = parameter(stack);
    warehouse(stack, { namespaceName });
    warehouse(stack, { namespaceName }, 'Second');
    expect(errorIds(stack)).toHaveLength(4);
  });

  test('parameters of the same name in two stacks name two', () => {
    const stack = newStack();
    warehouse(stack, { namespaceName: parameter(stack) });
    const second = new Stack(stack.node.root as App, 'Other', { env: ENV });
    warehouse(second, { namespaceName: parameter(second) });
    expect(errorIds(stack)).toEqual([]);
  });

  test('a key change for a bare resource is what it is for', () => {
    const stack = newStack();
    new redshiftserverless.CfnNamespace(stack, 'Bare', { namespaceName: 'warehouse' });
    new NamespaceKeyChange(stack, 'Change', { namespaceName: 'warehouse', key: kms.Key.fromKeyArn(stack, 'K', KEY) });
    expect(errorIds(stack)).toEqual([]);
  });
});

describe('a workgroup waits for its namespace', () => {
  type Add = (stack: Stack, namespace: RotatableNamespace) => void;
  const workgroup = (scope: Stack, namespaceName: string) => new redshiftserverless.CfnWorkgroup(scope, 'Workgroup', { workgroupName: 'w', namespaceName });
  const second = (stack: Stack, env = ENV) => new Stack(stack.node.root as App, 'Second', { env });
  test.each<[string, Add, string[]]>([
    ['the name as text', (s) => workgroup(s, 'warehouse'), ['workgroupByPlainName']],
    ['the reference', (s, n) => workgroup(s, n.namespaceName), []],
    ['the name as text, and a dependency', (s, n) => workgroup(s, 'warehouse').node.addDependency(n), []],
    ['the name of another namespace', (s) => workgroup(s, 'other'), []],
    ['a token', (s) => workgroup(s, parameter(s)), []],
    ['the name as text in another stack', (s) => workgroup(second(s), 'warehouse'), ['workgroupByPlainName']],
    ['the same, in a stack that is deployed after it', (s) => { const later = second(s); later.addDependency(s); workgroup(later, 'warehouse'); }, []],
    ['the same, two stacks later', (s) => {
      const [between, later] = [new Stack(s.node.root as App, 'Between', { env: ENV }), second(s)];
      between.addDependency(s);
      later.addDependency(between);
      workgroup(later, 'warehouse');
    }, []],
    ['in another Region', (s) => workgroup(second(s, { ...ENV, region: 'us-east-1' }), 'warehouse'), []],
    ['the reference in another stack', (s, n) => workgroup(second(s), n.namespaceName), []],
  ])('%s', (_name, add, told) => {
    const stack = newStack();
    add(stack, warehouse(stack));
    expect(synth(stack)).toMatchObject({ errors: [], told });
  });

  test('the same token in its own stack is the same name; it shows the right reference', () => {
    const stack = newStack();
    const namespaceName = parameter(stack);
    workgroup(stack, namespaceName);
    warehouse(stack, { namespaceName });
    expect(synth(stack).texts).toEqual(["the workgroup 'Stack/Workgroup' does not wait until the key of its namespace has changed, "
      + "got: namespaceName '(known to the deployment alone)' as text; give the reference: namespaceName: <the construct 'Stack/Warehouse'>.namespaceName "
      + '[ack: cdk-redshift-rotatable-namespace:workgroupByPlainName]']);
  });
});

describe('a customer managed key is a customer managed key', () => {
  const byAlias = (stack: Stack, name: string) => kms.Alias.fromAliasName(stack, 'Alias', name);
  const literal = (stack: Stack, text: string) => kms.Key.fromKeyArn(stack, 'Key', text);
  const ARN = 'arn:aws:kms:eu-west-1:111122223333:';
  const MESSAGE = /must be a customer managed key, got: '.*'; give a key of your own.*\[cdk-redshift-rotatable-namespace:notCustomerManagedKey\]/;
  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['alias/aws/redshift', (s) => byAlias(s, 'alias/aws/redshift')],
    ['alias/aws/redshift-serverless', (s) => byAlias(s, 'alias/aws/redshift-serverless')],
    ['alias/aws/s3', (s) => byAlias(s, 'alias/aws/s3')],
    ['its ARN', (s) => literal(s, `${ARN}alias/aws/redshift`)],
    ['its ARN with tokens', (s) => literal(s, `arn:aws:kms:${new Stack().region}:111122223333:alias/aws/redshift`)],
    ['the literal', (s) => literal(s, `${ARN}key/AWS_OWNED_KMS_KEY`)],
    ['nothing', (s) => Object.assign(Object.create(literal(s, KEY)), { keyArn: '' })],
    ['blanks', (s) => Object.assign(Object.create(literal(s, KEY)), { keyArn: ' ' })],
  ])('%s', (_name, make) => {
    const stack = newStack();
    const given = make(stack);
    const encryption = NamespaceEncryption.customerManagedKey(given);
    expect(() => warehouse(stack, { encryption, createdWith: CreatedWith.kmsKeyId(KEY) })).toThrow(MESSAGE);
    expect(() => new NamespaceKeyChange(stack, 'Change', { namespaceName: 'theirs', key: given })).toThrow(MESSAGE);
  });

  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['a key', (s) => literal(s, KEY)],
    ['a token', (s) => literal(s, parameter(s))],
    ['an alias of one\'s own', (s) => byAlias(s, 'alias/awsome')],
    ['an alias with aws in the middle', (s) => byAlias(s, 'alias/team/aws/key')],
  ])('nearest: %s', (_name, make) => {
    const stack = newStack();
    const encryption = NamespaceEncryption.customerManagedKey(make(stack));
    warehouse(stack, { encryption, createdWith: CreatedWith.kmsKeyId(KEY) });
    expect(errorIds(stack)).toEqual([]);
  });

  test.each(['alias/aws/redshift', `${ARN}alias/aws/redshift`])('CreatedWith.kmsKeyId(%j)', (id) => {
    expect(() => CreatedWith.kmsKeyId(id)).toThrow(/the key that a namespace was created with must be a customer managed key/);
  });

  test('CreatedWith.kmsKeyId takes tokens', () => {
    expect(() => CreatedWith.kmsKeyId(parameter(newStack()))).not.toThrow();
  });

  test('awsOwnedKey() and a createdWith of a customer managed key contradict each other', () => {
    expect(() => warehouse(newStack(), { encryption: NamespaceEncryption.awsOwnedKey(), createdWith: CreatedWith.kmsKeyId(KEY) }))
      .toThrow(/can never be on an AWS-owned one, got: NamespaceEncryption.awsOwnedKey\(\) with createdWith '.*'; leave createdWith out/);
  });
});

describe('moving up without createdWith, where an answer is at hand', () => {
  test.each<[string, RotatableNamespaceProps, Record<string, unknown>, string[]]>([
    ['on an AWS-owned key, and an alias in the template', {}, context({ warehouse: 'aws-owned' }), ['createdWithMissing']],
    ['on an AWS-owned key, and a literal in the template', { createdWith: CreatedWith.kmsKeyId(KEY) }, context({ warehouse: 'aws-owned' }), ['createdWithMissing']],
    ['nearest: createdWith says so', { createdWith: CreatedWith.awsOwnedKey() }, context({ warehouse: 'aws-owned' }), []],
    ['nearest: not there yet', {}, context({ warehouse: 'not-found' }), []],
    ['nearest: on a customer managed key', {}, context({ warehouse: 'customer-managed' }), []],
    ['nearest: nobody was asked', {}, {}, []],
  ])('%s', (_name, props, values, errors) => {
    const stack = newStack(values);
    warehouse(stack, props);
    const outcome = synth(stack);
    expect(outcome.errors.map((text) => /:(\w+)\]$/.exec(text)?.[1])).toEqual(errors);
    expect(outcome.missing).toEqual([]);
  });

  test('a name that only the deployment knows is left to it', () => {
    const stack = newStack();
    warehouse(stack, { namespaceName: parameter(stack) });
    expect(synth(stack)).toEqual({ errors: [], told: [], texts: [], missing: [] });
  });
});

test('several findings are told in one go', () => {
  const stack = newStack();
  const namespace = warehouse(stack);
  resource(namespace).addPropertyDeletionOverride('KmsKeyId');
  window(namespace).addPropertyOverride('KmsKeyId', '');
  key(namespace).applyRemovalPolicy(RemovalPolicy.DESTROY);
  expect(errorIds(stack).sort()).toEqual(['keyChangeAltered', 'keyNotRetained', 'keyNotRetained', 'kmsKeyIdChanged']);
});

test.each<[string, (namespace: RotatableNamespace) => IConstruct]>([
  ['at the construct', (namespace) => namespace],
  ['at its stack', (namespace) => namespace.stack],
])('a warning can be acknowledged %s', (_name, where) => {
  const stack = newStack();
  const namespace = warehouse(stack, { removalPolicy: RemovalPolicy.DESTROY });
  Annotations.of(where(namespace)).acknowledgeWarning('cdk-redshift-rotatable-namespace:noFinalSnapshot', 'a sandbox');
  expect(synth(stack)).toMatchObject({ errors: [], told: [] });
});
