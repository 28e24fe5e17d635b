import { App, Aspects, Stack, aws_kms as kms } from 'aws-cdk-lib';
import fc from 'fast-check';
import { edits, type Edit } from './random-edits';
import { context, ENV, KEY, type Answer } from './support';
import {
  CreatedWith, NamespaceEncryption, NamespaceKeyGuard, RotatableNamespace, type RotatableNamespaceProps,
} from '../../../src';
import { scaled } from '../../scale';

/**
 * Random edits of an app never produce a template that requests an AWS-owned key (or none) for a namespace that is on a
 * customer managed one. The oracle reads the written template alone, and knows nothing of the checks.
 */
const TYPE = {
  namespace: 'AWS::RedshiftServerless::Namespace',
  window: 'Custom::RedshiftServerlessNamespaceKeyChange',
};

type Properties = Readonly<Record<string, unknown>>;
interface Resource { readonly Type: string; readonly Properties?: Properties }

const encryptions = fc.constantFrom<[string, (stack: Stack) => RotatableNamespaceProps]>(
  ['generations', () => ({})],
['two generations', () => ({ encryption: NamespaceEncryption.keyGenerations({ active: 2 }) })],
['AWS-owned', () => ({ encryption: NamespaceEncryption.awsOwnedKey() })],
['AWS-owned, with createdWith', () => ({
  encryption: NamespaceEncryption.awsOwnedKey(), createdWith: CreatedWith.awsOwnedKey(),
})],
['moved from an AWS-owned key', () => ({ createdWith: CreatedWith.awsOwnedKey() })],
['a given key', (s) => ({ encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(s, 'Given', KEY)) })],
['a literal', () => ({ createdWith: CreatedWith.kmsKeyId(KEY) })],
);
const answers = fc.constantFrom<Answer>('customer-managed', 'customer-managed', 'aws-owned', 'not-found');

function requestsAwsOwned(value: unknown): boolean {
  if (value === undefined || value === null) { return true; }
  if (typeof value === 'string') {
    return value.trim() === '' || value.includes('AWS_OWNED_KMS_KEY') || value.includes('alias/aws/');
  }
  const { Ref: ref, 'Fn::If': condition } = value as { 'Ref'?: string; 'Fn::If'?: unknown[] };
  return ref === 'AWS::NoValue' || (condition !== undefined && condition.slice(1).some(requestsAwsOwned));
}

/** What a written template wrongly requests. */
function wrongRequests(resources: readonly Resource[], live: Readonly<Record<string, Answer>>): string[] {
  const propertiesOf = (type: string): Properties[] =>
    resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const isWrong = ({ NamespaceName: name, KmsKeyId: kmsKeyId }: Properties) =>
    typeof name === 'string' && live[name] === 'customer-managed' && requestsAwsOwned(kmsKeyId);
  const windows = propertiesOf(TYPE.window);
  // Where a namespace has no KmsKeyId of its own, a window may still keep it on a customer managed key.
  const isKeptByWindow = ({ NamespaceName: name, KmsKeyId: kmsKeyId }: Properties) =>
    kmsKeyId === undefined
    && windows.some((window) => window.NamespaceName === name && !requestsAwsOwned(window.KmsKeyId));
  const namespaces = propertiesOf(TYPE.namespace).filter((properties) => !isKeptByWindow(properties));
  return [...windows, ...namespaces].filter(isWrong).map((properties) => JSON.stringify(properties));
}

interface Scenario {
  readonly props: (stack: Stack) => RotatableNamespaceProps;
  readonly sequence: readonly Edit[];
  readonly live: Readonly<Record<string, Answer>>;
  readonly guardFirst: boolean;
}

/** The resources of the written template. */
function build({ props, sequence, live, guardFirst }: Scenario, skipValidation: boolean): Resource[] {
  const contextValues = { ...context(live), 'aws:cdk:disable-asset-staging': true };
  const app = new App({ context: contextValues, analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const addGuard = () => Aspects.of(app).add(new NamespaceKeyGuard());
  if (guardFirst) { addGuard(); }
  const namespace = new RotatableNamespace(stack, 'Namespace', { namespaceName: 'warehouse', ...props(stack) });
  for (const { run } of sequence) { run(stack, namespace); }
  if (!guardFirst) { addGuard(); }
  const { template } = app.synth({ skipValidation }).getStackByName('Stack') as {
    template: { Resources?: Record<string, Resource> };
  };
  return Object.values(template.Resources ?? {});
}

// A synthesis takes 0.1 s here, and several times that on a busy machine.
jest.setTimeout(300_000);

test('no sequence of edits gets past the checks', () => {
  const count = { passed: 0, stopped: 0, stoppedRightly: 0 };
  const property = fc.property(
    encryptions, fc.array(edits, { maxLength: 5 }), fc.tuple(answers, answers, answers), fc.boolean(),
    ([, props], sequence, [warehouse, second, third], guardFirst) => {
      const scenario = { props, sequence, live: { warehouse, second, third }, guardFirst };
      let resources: Resource[];
      try {
        resources = build(scenario, false);
      } catch (error) {
        expect((error as Error).message).toContain('cdk-redshift-rotatable-namespace:');
        count.stopped += 1;
        if (wrongRequests(build(scenario, true), scenario.live).length > 0) { count.stoppedRightly += 1; }
        return;
      }
      count.passed += 1;
      expect(wrongRequests(resources, scenario.live)).toEqual([]);
    },
  );
  const seed = Number(process.env.GUARD_SEED ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env.GUARD_RUNS ?? scaled(30, 300));
  const result = fc.check(property, { seed, numRuns, examples: [] });
  // Printed always: GUARD_SEED repeats the run.
  process.stdout.write(`checks: seed ${seed}, ${count.passed} passed, ${count.stopped} stopped, `
    + `${count.stoppedRightly} of them with a wrong request\n`);
  if (result.failed) {
    throw new Error(`seed ${seed}, path ${result.counterexamplePath}: ${JSON.stringify(result.counterexample)}\n`
      + fc.defaultReportMessage(result));
  }
  expect(count.passed).toBeGreaterThan(0);
  expect(count.stoppedRightly).toBeGreaterThan(0);
});
