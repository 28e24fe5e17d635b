import { App, Aspects, CfnParameter, CfnResource, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import fc from 'fast-check';
import { context, ENV, KEY, type Answer } from './support';
import { CreatedWith, NamespaceEncryption, NamespaceKeyChange, NamespaceKeyGuard, RotatableNamespace, type RotatableNamespaceProps } from '../../src';

/**
 * Random edits of an app never produce a template that claims an AWS-owned key (or none) for a namespace that is on a
 * customer managed one. The oracle reads the written template alone, and knows nothing of the guards.
 */
const NAMES = ['warehouse', 'second', 'third'];
const TYPE = { namespace: 'AWS::RedshiftServerless::Namespace', window: 'Custom::RedshiftServerlessNamespaceKeyChange' };

type Edit = { readonly name: string; readonly run: (stack: Stack, namespace: RotatableNamespace) => void };
const resource = (namespace: RotatableNamespace) => namespace.node.tryFindChild('Resource') as CfnResource | undefined;
const window = (namespace: RotatableNamespace) => namespace.node.tryFindChild('KeyChange')?.node.tryFindChild('Window1')?.node.defaultChild as CfnResource | undefined;
const edit = (name: string, run: Edit['run']): Edit => ({ name, run });
let serial = 0;
const fresh = (id: string) => `${id}${serial += 1}`;

const VALUES: unknown[] = [undefined, '', ' ', 'AWS_OWNED_KMS_KEY', 'alias/aws/redshift', 'alias/aws/redshift-serverless', KEY, 'alias/mine',
  { Ref: 'AWS::NoValue' }, { 'Fn::If': ['C', KEY, { Ref: 'AWS::NoValue' }] }];
const ofValue = (name: string, run: (stack: Stack, namespace: RotatableNamespace, value: unknown) => void): fc.Arbitrary<Edit> =>
  fc.constantFrom(...VALUES).map((value) => edit(`${name} ${JSON.stringify(value)}`, (stack, namespace) => run(stack, namespace, value)));
const ofName = (name: string, run: (stack: Stack, namespace: RotatableNamespace, other: string) => void): fc.Arbitrary<Edit> =>
  fc.constantFrom(...NAMES).map((other) => edit(`${name} ${other}`, (stack, namespace) => run(stack, namespace, other)));

const edits: fc.Arbitrary<Edit> = fc.oneof(
  ofValue('override KmsKeyId', (_s, n, value) => resource(n)?.addPropertyOverride('KmsKeyId', value)),
  ofValue('override Properties.KmsKeyId', (_s, n, value) => resource(n)?.addOverride('Properties.KmsKeyId', value)),
  ofValue('override of the window', (_s, n, value) => window(n)?.addPropertyOverride('KmsKeyId', value)),
  ofValue('an Aspect over KmsKeyId', (s, _n, value) => Aspects.of(s).add({
    visit: (node) => { if (CfnResource.isCfnResource(node) && node.cfnResourceType === TYPE.namespace) { node.addPropertyOverride('KmsKeyId', value); } },
  })),
  ofValue('a bare namespace', (s, _n, value) => new CfnResource(s, fresh('Bare'), { type: TYPE.namespace, properties: { NamespaceName: 'second', KmsKeyId: value } })),
  ofValue('in the place of the construct', (s, _n, value) => {
    s.node.tryRemoveChild('Namespace');
    new CfnResource(s, fresh('Instead'), { type: TYPE.namespace, properties: { NamespaceName: 'warehouse', KmsKeyId: value } });
  }),
  ofName('rename', (_s, n, other) => resource(n)?.addPropertyOverride('NamespaceName', other)),
  ofName('rename by the property', (_s, n, other) => { if (resource(n)) { (resource(n) as redshiftserverless.CfnNamespace).namespaceName = other; } }),
  ofName('rename the window', (_s, n, other) => window(n)?.addPropertyOverride('NamespaceName', other)),
  ofName('a key change', (s, _n, other) => new NamespaceKeyChange(s, fresh('Change'), { namespaceName: other, key: kms.Key.fromKeyArn(s, fresh('K'), KEY) })),
  ofName('another one, AWS-owned', (s, _n, other) => new RotatableNamespace(s, fresh('Other'), { namespaceName: other, encryption: NamespaceEncryption.awsOwnedKey() })),
  ofName('another one', (s, _n, other) => new RotatableNamespace(s, fresh('Other'), { namespaceName: other })),
  fc.constantFrom(
    edit('remove the window', (_s, n) => n.node.tryRemoveChild('KeyChange')),
    edit('remove the resource', (_s, n) => n.node.tryRemoveChild('Resource')),
    edit('remove the construct', (s) => s.node.tryRemoveChild('Namespace')),
    edit('delete all properties', (_s, n) => resource(n)?.addDeletionOverride('Properties')),
    edit('change the type of the window', (_s, n) => window(n)?.addOverride('Type', 'Custom::Nothing')),
    edit('a token', (s, n) => resource(n)?.addPropertyOverride('KmsKeyId', new CfnParameter(s, fresh('P')).valueAsString)),
  ),
);

const encryptions = fc.constantFrom<[string, (stack: Stack) => RotatableNamespaceProps]>(
  ['generations', () => ({})],
['two generations', () => ({ encryption: NamespaceEncryption.keyGenerations({ active: 2 }) })],
['AWS-owned', () => ({ encryption: NamespaceEncryption.awsOwnedKey() })],
['AWS-owned, said twice', () => ({ encryption: NamespaceEncryption.awsOwnedKey(), createdWith: CreatedWith.awsOwnedKey() })],
['moved up', () => ({ createdWith: CreatedWith.awsOwnedKey() })],
['a given key', (s) => ({ encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(s, 'Given', KEY)) })],
['a literal', () => ({ createdWith: CreatedWith.kmsKeyId(KEY) })],
);
const answers = fc.constantFrom<Answer>('customer-managed', 'customer-managed', 'aws-owned', 'not-found');

interface Resource { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

const claimsAwsOwned = (value: unknown): boolean => {
  if (value === undefined || value === null) { return true; }
  if (typeof value === 'string') { return value.trim() === '' || value.includes('AWS_OWNED_KMS_KEY') || value.includes('alias/aws/'); }
  const { Ref: ref, 'Fn::If': condition } = value as { 'Ref'?: string; 'Fn::If'?: unknown[] };
  return ref === 'AWS::NoValue' || (condition !== undefined && condition.slice(1).some(claimsAwsOwned));
};

/** What a written template wrongly claims. */
function wrongClaims(resources: readonly Resource[], live: Readonly<Record<string, Answer>>): string[] {
  const windows = resources.filter(({ Type }) => Type === TYPE.window).map(({ Properties = {} }) => Properties);
  const onCustomerManaged = (name: unknown) => typeof name === 'string' && live[name] === 'customer-managed';
  const moved = windows.filter(({ NamespaceName, KmsKeyId }) => onCustomerManaged(NamespaceName) && claimsAwsOwned(KmsKeyId));
  const claimed = resources.filter(({ Type }) => Type === TYPE.namespace).map(({ Properties = {} }) => Properties)
    .filter(({ NamespaceName: name, KmsKeyId }) => onCustomerManaged(name) && claimsAwsOwned(KmsKeyId)
      // Without a KmsKeyId of its own, a window may still keep it on a customer managed key.
      && !(KmsKeyId === undefined && windows.some((one) => one.NamespaceName === name && !claimsAwsOwned(one.KmsKeyId))));
  return [...moved, ...claimed].map((properties) => JSON.stringify(properties));
}

// A synthesis takes 0.1 s here, and several times that on a busy machine.
jest.setTimeout(300_000);

test('no sequence of edits gets past the guards', () => {
  let [through, stopped, claiming] = [0, 0, 0];
  const property = fc.property(
    encryptions, fc.array(edits, { maxLength: 5 }), fc.tuple(answers, answers, answers), fc.boolean(),
    ([, props], sequence, [warehouse, second, third], guardFirst) => {
      const live = { warehouse, second, third };
      const build = (skipValidation: boolean): Resource[] => {
        const app = new App({ context: { ...context(live), 'aws:cdk:disable-asset-staging': true }, analyticsReporting: false });
        const stack = new Stack(app, 'Stack', { env: ENV });
        const guard = () => Aspects.of(app).add(new NamespaceKeyGuard());
        if (guardFirst) { guard(); }
        const namespace = new RotatableNamespace(stack, 'Namespace', { namespaceName: 'warehouse', ...props(stack) });
        for (const { run } of sequence) { run(stack, namespace); }
        if (!guardFirst) { guard(); }
        const { template } = app.synth({ skipValidation }).getStackByName('Stack') as { template: { Resources?: Record<string, Resource> } };
        return Object.values(template.Resources ?? {});
      };
      let resources: Resource[];
      try {
        resources = build(false);
      } catch (error) {
        expect((error as Error).message).toContain('cdk-redshift-rotatable-namespace:');
        stopped += 1;
        if (wrongClaims(build(true), live).length > 0) { claiming += 1; }
        return;
      }
      through += 1;
      expect(wrongClaims(resources, live)).toEqual([]);
    },
  );
  const seed = Number(process.env.GUARD_SEED ?? Date.now() % 2 ** 31);
  const result = fc.check(property, { seed, numRuns: Number(process.env.GUARD_RUNS ?? 60), examples: [] });
  // Printed always: GUARD_SEED repeats the run.
  process.stdout.write(`guards: seed ${seed}, ${through} through, ${stopped} stopped, ${claiming} of them with a wrong claim\n`);
  if (result.failed) {
    throw new Error(`seed ${seed}, path ${result.counterexamplePath}: ${JSON.stringify(result.counterexample)}\n${fc.defaultReportMessage(result)}`);
  }
  expect(through).toBeGreaterThan(0);
  expect(claiming).toBeGreaterThan(0);
});
