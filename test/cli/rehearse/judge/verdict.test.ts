import { messageOf, remedyOf, withKeyNames } from '../../../../cli/rehearse/judge/reason-text';
import { judge } from '../../../../cli/rehearse/judge/verdict';
import type { NamespaceResult, ScenarioResult } from '../../../../cli/rehearse/run/scenario-result';
import { RESOURCE_TYPE } from '../../../../src/contract';

const ONE = 'arn:aws:kms:us-east-1:111122223333:key/one';
const TWO = 'arn:aws:kms:us-east-1:111122223333:key/two';
const on = (keyArn: string, more: Partial<NamespaceResult> = {}): NamespaceResult =>
  ({ name: 'n', status: 'AVAILABLE', keyArn, templateKey: TWO, bytes: 1, ...more });
const failure = (reason: string, type = RESOURCE_TYPE): ScenarioResult['failures'][number] =>
  ({ at: 0, stackName: 'S', logicalId: 'Window', type, status: 'UPDATE_FAILED', reason });
const custom = (message: string) => 'Received response status [FAILED] from custom resource. Message returned: '
  + `${message} (RequestId: 1)`;

interface Case {
  readonly name: string;
  readonly given: Partial<ScenarioResult>;
  readonly well: boolean;
  readonly next: string | RegExp;
}

const cases: readonly Case[] = [
  { name: 'complete, on the key', given: {}, well: true, next: 'nothing' },
  {
    name: 'no change',
    given: { outcome: 'NO_CHANGES', namespaces: [on(ONE, { templateKey: undefined })] },
    well: true,
    next: 'nothing',
  },
  {
    name: 'complete, on another key',
    given: { namespaces: [on(ONE)] },
    well: false,
    next: 'namespace n is AVAILABLE on generation 1, and the template names generation 2; deploy again, with the key '
      + 'that it is on where that is refused',
  },
  {
    name: 'complete, and the namespace has lost its key',
    given: { namespaces: [on(TWO, { status: 'INACCESSIBLE_KMS_KEY' })] },
    well: false,
    next: /^namespace n is INACCESSIBLE_KMS_KEY on generation 2/,
  },
  {
    name: 'the namespace is gone, and the template does not name it',
    given: { namespaces: [{ name: 'n', status: 'GONE', bytes: 0 }] },
    well: true,
    next: 'nothing',
  },
  {
    name: 'refused',
    given: { outcome: 'REJECTED', status: 'UPDATE_COMPLETE', reason: 'no such thing' },
    well: false,
    next: 'correct what CloudFormation refuses: no such thing',
  },
  {
    name: 'rolled back by itself',
    given: {
      outcome: 'FAILED',
      status: 'UPDATE_ROLLBACK_COMPLETE',
      failures: [failure(custom('it is wrong; make it right; nothing was touched'))],
    },
    well: false,
    next: 'make it right',
  },
  {
    name: 'another resource fails by itself',
    given: { outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE', failures: [failure('too big', 'AWS::S3::Bucket')] },
    well: false,
    next: 'correct Window as its reason says, and deploy again',
  },
  {
    name: 'no resource has failed',
    given: { outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Export E is in use by T ' },
    well: false,
    next: 'correct what CloudFormation says (Export E is in use by T), and deploy again',
  },
  {
    name: 'rolled back on purpose',
    given: {
      outcome: 'FAILED',
      status: 'UPDATE_ROLLBACK_COMPLETE',
      injected: true,
      scenario: { slowness: 1, rollback: true, failAt: 'Alias' },
      failures: [failure('x', 'AWS::KMS::Alias')],
    },
    well: true,
    next: 'remove the cause of the failure of Alias, and deploy again',
  },
  {
    name: 'cancelled',
    given: {
      outcome: 'FAILED',
      status: 'UPDATE_ROLLBACK_COMPLETE',
      scenario: { slowness: 1, rollback: true, cancelAtMinutes: 3 },
      failures: [failure('Resource update cancelled')],
    },
    well: true,
    next: 'deploy again when you want the change',
  },
  {
    name: 'the rollback is stuck',
    given: {
      outcome: 'FAILED',
      status: 'UPDATE_ROLLBACK_FAILED',
      recovery: {
        action: 'continue-update-rollback', times: 2, status: 'UPDATE_ROLLBACK_COMPLETE', onTemplateKey: true,
      },
      failures: [failure(custom('it still runs. Deploy a longer keyChangeTimeout'))],
    },
    well: false,
    next: 'when the namespace is AVAILABLE, run aws cloudformation continue-update-rollback --stack-name S, 2 times '
      + '(rehearsed: it ends UPDATE_ROLLBACK_COMPLETE, on the key that the template names); then deploy a longer '
      + 'keyChangeTimeout',
  },
  {
    name: 'without a rollback',
    given: {
      outcome: 'FAILED',
      status: 'UPDATE_FAILED',
      recovery: { action: 'deploy again', times: 1, status: 'UPDATE_COMPLETE', onTemplateKey: false },
    },
    well: false,
    next: 'deploy again (rehearsed: it ends UPDATE_COMPLETE, and not on the key of the template); or run aws '
      + 'cloudformation rollback-stack --stack-name S',
  },
  {
    name: 'a creation is rolled back',
    given: { outcome: 'FAILED', status: 'ROLLBACK_COMPLETE', namespaces: [on(ONE, { templateKey: undefined })] },
    well: false,
    next: 'delete the stack, then deploy again; namespace n still exists: adopt it, or delete it',
  },
];

test.each(cases)('$name', ({ given, well, next }) => {
  const verdict = judge({
    scenario: { slowness: 1, rollback: true },
    outcome: 'SUCCEEDED',
    status: 'UPDATE_COMPLETE',
    namespaces: [on(TWO)],
    failures: [],
    keyNames: { [ONE]: 'generation 1', [TWO]: 'generation 2' },
    injected: false,
    ...given,
  }, 'S');
  expect(verdict.well).toBe(well);
  expect(verdict.next).toEqual(typeof next === 'string' ? next : expect.stringMatching(next));
});

test.each([
  [custom('the key is wrong'), 'the key is wrong'],
  ['Resource handler returned message: "it "is" so" (RequestToken: 1, HandlerErrorCode: X)', 'it "is" so'],
  ['User Initiated', 'User Initiated'],
])('the message in %s', (reason, message) => { expect(messageOf(reason)).toBe(message); });

test.each([
  ['it is wrong; do this; namespace n was not touched', 'do this'],
  ['it is wrong. Do this, then that; nothing was touched', 'do this, then that'],
  ['it is wrong; nothing was touched', undefined],
  ['namespace n is on k', undefined],
])('the remedy in %s', (message, remedy) => { expect(remedyOf(message)).toBe(remedy); });

test('keys are named as people do', () => {
  expect(withKeyNames(`from ${ONE} to ${TWO}, not x`, { [ONE]: 'generation 1' }))
    .toBe(`from generation 1 to ${TWO}, not x`);
});
