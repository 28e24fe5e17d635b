import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { nameOf, reasons } from '../../../src/handler/reconcile/reasons';
import { ACCOUNT, CREATED_WITH, FOREIGN, NEW, OLD } from '../support';

type Reason = keyof typeof reasons;
const name = 'warehouse';
const remedies = ['deploy', 'continue'] as const;

/** Every reason, as it reads. */
const examples: Record<Reason, string[]> = {
  done: [reasons.done(name, NEW), reasons.done(name, undefined)],
  notThere: [reasons.notThere(name)],
  deleted: [reasons.deleted()],
  createdWithMismatch: [reasons.createdWithMismatch(name, OLD, NEW)],
  createdWithChanged: [
    reasons.createdWithChanged(name, CREATED_WITH, OLD),
    reasons.createdWithChanged(name, AWS_OWNED_KMS_KEY, CREATED_WITH),
    reasons.createdWithChanged(name, OLD, AWS_OWNED_KMS_KEY),
    reasons.createdWithChanged(name, CREATED_WITH, undefined),
  ],
  alreadyInStack: [OLD, nameOf(undefined)].map((key) => reasons.alreadyInStack(name, 'Namespace', key)),
  renamed: [OLD, nameOf(undefined)].map((key) => reasons.renamed(name, NEW, key, 'Namespace')),
  onAnotherKey: [OLD, nameOf(undefined)].map((key) => reasons.onAnotherKey(name, NEW, key)),
  repointed: [reasons.repointed(name, 'lakehouse')],
  notSettled: [OLD, nameOf(undefined)].map((key) => reasons.notSettled(name, NEW, key)),
  identityWithKey: [OLD, nameOf(undefined)].map((key) => reasons.identityWithKey(name, NEW, key)),
  gone: [reasons.gone(name, NEW)],
  vanished: [reasons.vanished(name, NEW)],
  goneInRollback: [reasons.goneInRollback(name)],
  deleting: [reasons.deleting(name)],
  deletingInRollback: [reasons.deletingInRollback(name)],
  lostKey: [OLD, undefined].map((key) => reasons.lostKey(name, key)),
  lostKeyInRollback: [OLD, undefined].map((key) => reasons.lostKeyInRollback(name, key)),
  leftInRollback: [OLD, nameOf(undefined)].map((key) => reasons.leftInRollback(name, key)),
  leftOnAwsOwnedKey: [reasons.leftOnAwsOwnedKey(name)],
  towardsAwsOwnedKey: [reasons.towardsAwsOwnedKey(name, OLD)],
  staysOnCustomerManagedKey: [reasons.staysOnCustomerManagedKey(name, OLD)],
  createdWithMissing: [reasons.createdWithMissing(name, NEW)],
  keyOfAnotherAccount: [reasons.keyOfAnotherAccount(name, FOREIGN, ACCOUNT)],
  generationDropped: [reasons.generationDropped(name, 2, 1)],
  unusableKey: [reasons.unusableKey(name, 'key K is disabled')],
  refused: [reasons.refused(name, NEW, 'ValidationException: no')],
  observationDenied: [reasons.observationDenied(name, 'AccessDeniedException: no')],
  updateDenied: [reasons.updateDenied(name, 'AccessDeniedException: no')],
  endedElsewhere: [OLD, nameOf(undefined)].map((key) => reasons.endedElsewhere(name, NEW, key)),
  neverStarted: [OLD, nameOf(undefined)].map((key) => reasons.neverStarted(name, NEW, key)),
  outcomeNeverKnown: [OLD, nameOf(undefined)].map((key) => reasons.outcomeNeverKnown(name, NEW, key)),
  superseded: [reasons.superseded('abc-1')],
  handedOver: [reasons.handedOver(name, 1, 2)],
  windowsAddedWithKey: [reasons.windowsAddedWithKey(name, 1, 7)],
  tooLong: remedies.map((remedy) => reasons.tooLong(name, NEW, 55, remedy)),
  notStarted: remedies.map((remedy) => reasons.notStarted(name, NEW, 55, 'it is MODIFYING', remedy)),
  otherStatus: [reasons.otherStatus('MODIFYING')],
  stackUnreadable: [reasons.stackUnreadable()],
  noUpdateYet: [reasons.noUpdateYet()],
  waiterNotStarted: [reasons.waiterNotStarted('AccessDeniedException: no')],
  stateUnreadable: [reasons.stateUnreadable('state.progress: expected Object')],
  malformed: [reasons.malformed('ResourceProperties.Window: expected number')],
  watchEnded: [reasons.watchEnded(reasons.done(name, NEW))],
  watchTimedOut: [reasons.watchTimedOut(name)],
};
const all = Object.entries(examples).flatMap(([reason, texts]) => texts.map((text) => [reason, text]));

describe('reasons', () => {
  test('every reason is tested', () => expect(Object.keys(examples).sort()).toEqual(Object.keys(reasons).sort()));

  test.each(all)(
    '%s begins in lower case or with a name, and has no final full stop, no undefined and no second space',
    (_reason, text) => {
      expect(text).toMatch(/^([a-z]|Amazon Redshift Serverless )/);
      expect(text).not.toMatch(/\.$|undefined|null|NaN| {2}|\n/);
    },
  );

  /** A success, an end, a part of another reason, or a reason that quotes its remedy. */
  const withoutRemedy = new Set<string>([
    'done', 'notThere', 'deleted', 'superseded', 'handedOver', 'tooLong', 'notStarted', 'refused', 'unusableKey',
    'malformed', 'otherStatus', 'noUpdateYet', 'watchEnded', 'watchTimedOut', 'goneInRollback', 'deletingInRollback',
    'leftInRollback', 'leftOnAwsOwnedKey',
  ]);
  test.each(all.filter(([reason]) => !withoutRemedy.has(reason)))('%s says what to do', (_reason, text) => {
    expect(text).toMatch(
      /[;:.,] (deploy (again|the|with|namespaceId)|enable|check|wait|keep|create it under|leave|give|look at) ?/i,
    );
  });

  test.each<Reason>(['tooLong', 'notStarted'])('%s tells both ways to go on', (reason) => {
    expect(examples[reason]).toEqual([
      expect.stringMatching(new RegExp(
        '\\. If the stack was deployed with --no-rollback, deploy again when the change has ended: .* '
        + 'Otherwise the rollback changes the key back; deploy a longer keyChangeTimeout, then the key again$',
      )),
      expect.stringMatching(/\. When it has ended, run aws cloudformation continue-update-rollback$/),
    ]);
  });

  test('a key that AWS owns has a name', () => {
    expect(nameOf(undefined)).toBe('the AWS-owned key (AWS_OWNED_KMS_KEY)');
    expect(nameOf(NEW)).toBe(NEW);
  });
});
