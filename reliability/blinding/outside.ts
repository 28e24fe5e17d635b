import type { TestMutant } from '../mutants/test-mutant';

const SWITCHES = ['reliability/harness/whole/controls'];
const NAMESPACE = 'simulator/services/namespace.ts';
const SERVICE = 'simulator/services/redshift-serverless.ts';
const WAITER = 'src/private/provider/waiter-definition.ts';
const LAMBDA = 'src/handler/lambda.ts';
const CLIENTS = ['test/handler/lambda.clients'];
const RETRIES = ['test/private/provider/waiter-retries'];

/** The simulator's switches, the helpers of the stories, and what is broken outside of the decisions. */
export const BLIND_OUTSIDE: readonly TestMutant[] = [
  {
    name: 'simulator: the switch keyShownWhileModifying is ignored',
    file: NAMESPACE,
    tests: SWITCHES,
    from: 'this.env.unknowns.keyShownWhileModifying ?',
    to: 'false ?',
  },
  {
    name: 'simulator: the switch staleReads is ignored',
    file: NAMESPACE,
    tests: SWITCHES,
    from: 'const { staleReads: left, ',
    to: 'const left = 0; const { ',
  },
  {
    name: 'simulator: the switch lowerCaseStatus is ignored',
    file: SERVICE,
    tests: SWITCHES,
    from: 'this.env.unknowns.lowerCaseStatus ?',
    to: 'false ?',
  },
  {
    name: 'simulator: the switch sameKey is ignored',
    file: SERVICE,
    tests: SWITCHES,
    from: "if (this.env.unknowns.sameKey === 'no-op') { return; }",
    to: '',
  },
  {
    name: 'simulator: the switch oldKeyRightsNeeded is ignored',
    file: SERVICE,
    tests: SWITCHES,
    from: '&& this.env.unknowns.oldKeyRightsNeeded',
    to: '&& from === ""',
  },
  {
    name: 'simulator: the switch inaccessibleKeyText is ignored',
    file: 'simulator/services/key-rights.ts',
    tests: SWITCHES,
    from: 'this.env.unknowns.inaccessibleKeyText',
    to: 'false',
  },
  {
    name: 'stories: native key updates are not found',
    file: 'test/stories/assertions.ts',
    tests: ['test/stories/assertions'],
    from: "'kmsKeyId' in sent ||",
    to: "'never' in sent ||",
  },
  {
    name: 'stories: accepted updates are not listed',
    file: 'test/stories/assertions.ts',
    tests: ['test/stories/assertions'],
    from: "outcome === 'ok'",
    to: "outcome === 'never'",
  },
  {
    name: 'the search for the ResponseURL finds nothing',
    file: 'test/handler/leak.test.ts',
    tests: ['test/handler/leak'],
    from: 'const SECRET = /X-Amz|SECRET|cloudformation-custom-resource-response/;',
    to: 'const SECRET = /never-there/;',
  },
  {
    name: 'clients that read wait for ever', file: LAMBDA, tests: CLIENTS, from: 'requestTimeout: 8000, ', to: '',
  },
  {
    name: 'the client that updates waits for ever',
    file: LAMBDA,
    tests: CLIENTS,
    from: 'requestTimeout: 25000 }',
    to: 'requestTimeout: 0 }',
  },
  {
    name: 'the client that starts waits for ever',
    file: LAMBDA,
    tests: CLIENTS,
    from: 'requestTimeout: 5000 }',
    to: 'requestTimeout: 0 }',
  },
  {
    name: 'the PUT of a response waits for ever',
    file: LAMBDA,
    tests: CLIENTS,
    from: 'preSignedResponseSender(8000)',
    to: 'preSignedResponseSender(80_000_000)',
  },
  {
    name: 'the SDK repeats an update',
    file: LAMBDA,
    tests: CLIENTS,
    from: 'const updating = { maxAttempts: 1,',
    to: 'const updating = { maxAttempts: 3,',
  },
  {
    name: 'observations are retried once',
    file: WAITER,
    tests: RETRIES,
    from: 'MaxDelaySeconds: 60, MaxAttempts: 60,',
    to: 'MaxDelaySeconds: 60, MaxAttempts: 1,',
  },
  {
    name: 'responses are retried once',
    file: WAITER,
    tests: RETRIES,
    from: 'MaxDelaySeconds: 60, MaxAttempts: 6,',
    to: 'MaxDelaySeconds: 60, MaxAttempts: 1,',
  },
  {
    name: 'another namespace of the metrics',
    file: 'src/contract.ts',
    tests: ['test/contract.test'],
    from: "METRIC_NAMESPACE = 'RedshiftRotatableNamespace'",
    to: "METRIC_NAMESPACE = 'RedshiftNamespace'",
  },
  {
    name: 'a partition in the handler',
    file: 'src/handler/aws/keys.ts',
    tests: ['test/project/partition'],
    from: 'export function kmsKeys(',
    to: "export const PREFIX = 'arn:aws:kms';\nexport function kmsKeys(",
  },
  {
    name: 'a response of exactly 4,096 bytes is cut',
    file: 'src/handler/submit-response.ts',
    tests: ['test/handler/submit-response.bytes'],
    from: 'if (Buffer.byteLength(whole) <= RESPONSE_BYTES) { return whole; }',
    to: 'if (Buffer.byteLength(whole) < RESPONSE_BYTES) { return whole; }',
  },
  {
    name: 'a response of 4,097 bytes is sent',
    file: 'src/handler/submit-response.ts',
    tests: ['test/handler/submit-response.bytes'],
    from: 'export const RESPONSE_BYTES = 4096;',
    to: 'export const RESPONSE_BYTES = 4097;',
  },
  {
    name: 'a nested stack is another place',
    file: 'src/private/checks/shared-namespace.ts',
    tests: ['test/private/checks/same-place'],
    from: 'one.nestedStackParent === other || other.nestedStackParent === one',
    to: 'false',
  },
  {
    name: 'default keys are not retained',
    file: 'src/namespace-encryption.ts',
    tests: ['test/default-keys'],
    from: 'removalPolicy: RemovalPolicy.RETAIN,',
    to: 'removalPolicy: RemovalPolicy.DESTROY,',
  },
  {
    name: 'default keys do not rotate their material',
    file: 'src/namespace-encryption.ts',
    tests: ['test/default-keys'],
    from: 'enableKeyRotation: true,',
    to: 'enableKeyRotation: false,',
  },
  {
    name: 'guards: nothing is reported',
    file: 'src/private/diagnostics/report.ts',
    tests: ['test/private/checks/shared-namespace'],
    from: 'export function report(findings: readonly Finding[]): string[] {',
    to: 'export function report(findings: readonly Finding[]): string[] {\n  if (findings.length > 0) { return []; }',
  },
  {
    name: 'guards: two key changes on one namespace pass',
    file: 'src/private/checks/shared-namespace.ts',
    tests: ['test/private/checks/shared-namespace'],
    from: 'case true: return [{ construct, diagnostic: diagnostics.sharedNamespace(shownName, paths) }];',
    to: 'case true: return [];',
  },
  {
    name: 'template: the alias does not wait for the windows',
    file: 'src/rotatable-namespace.ts',
    tests: ['test/rotatable-namespace.test'],
    from: 'resource.node.addDependency(this.keyChange);\n    this.resource.node',
    to: 'this.resource.node',
  },
  {
    name: 'template: Lambda keeps an event for six hours',
    file: 'src/key-change-provider.ts',
    tests: ['test/key-change-provider'],
    from: 'MAXIMUM_EVENT_AGE_SECONDS)',
    to: 'MAXIMUM_EVENT_AGE_SECONDS * 72)',
  },
  {
    name: 'simulator: a namespace that is busy takes an update',
    file: SERVICE,
    tests: ['simulator/services/redshift-serverless', 'simulator/services/key-change'],
    from: "this.namespaces.throwIfBusy(namespace);\n    if (namespace.status === 'INACCESSIBLE_KMS_KEY')",
    to: "if (namespace.status === 'INACCESSIBLE_KMS_KEY')",
  },
  {
    name: 'simulator: a key change ends at once',
    file: NAMESPACE,
    tests: ['simulator/services/key-change'],
    from: 'const SHORTEST_KEY_CHANGE_MS = 60_000;',
    to: 'const SHORTEST_KEY_CHANGE_MS = 0;',
  },
  {
    name: 'product: a rollback leaves an inaccessible namespace after half a minute',
    file: 'src/handler/reconcile/present-namespace.ts',
    tests: ['test/handler/reconcile/present-namespace.one-answer'],
    from: "stack === 'rolling-back' && next.action === 'respond' && left > 0 ?",
    to: 'left < 0 ?',
  },
];
