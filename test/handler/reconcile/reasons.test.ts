import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { nameOf, reasons } from '../../../src/handler/reconcile/reasons';
import type { Remedy } from '../../../src/handler/reconcile/remedies';
import { ACCOUNT, CREATED_WITH, FOREIGN, NEW, OLD } from '../support';

type Reason = keyof typeof reasons;
const name = 'warehouse';
const remedies: readonly Remedy[] = ['deploy', 'continue', 'either'];
const each = (text: (remedy: Remedy) => string): string[] => remedies.map(text);

/** A key of the user's, or the one that AWS owns. */
const observedWith = (remedy: Remedy): string => (remedy === 'deploy' ? OLD : nameOf(undefined));

/** Every reason, as it reads. */
const examples: Record<Reason, string[]> = {
  done: [reasons.done(name, NEW), reasons.done(name, undefined)],
  notThere: [reasons.notThere(name)],
  deleted: [reasons.deleted()],
  createdWithMismatch: [reasons.createdWithMismatch(name, OLD, NEW)],
  createdWithChanged: [
    reasons.createdWithChanged(name, CREATED_WITH, OLD, false),
    reasons.createdWithChanged(name, AWS_OWNED_KMS_KEY, CREATED_WITH, false),
    reasons.createdWithChanged(name, OLD, AWS_OWNED_KMS_KEY, true),
    reasons.createdWithChanged(name, CREATED_WITH, undefined, false),
  ],
  alreadyInStack: [OLD, nameOf(undefined)].map((key) => reasons.alreadyInStack(name, 'Namespace', key)),
  renamed: [OLD, nameOf(undefined)].map((key) => reasons.renamed(name, NEW, key, 'Namespace')),
  onAnotherKey: [OLD, nameOf(undefined)].map((key) => reasons.onAnotherKey(name, NEW, key)),
  repointed: [true, false].map((updated) => reasons.repointed(name, 'lakehouse', updated)),
  notSettled: [OLD, nameOf(undefined)].map((key) => reasons.notSettled(name, NEW, key)),
  identityWithKey: [OLD, nameOf(undefined)].map((key) => reasons.identityWithKey(name, NEW, key)),
  gone: [reasons.gone(name, NEW)],
  vanished: [reasons.vanished(name, NEW)],
  goneInRollback: [reasons.goneInRollback(name)],
  deleting: [reasons.deleting(name)],
  deletingInRollback: [reasons.deletingInRollback(name)],
  lostKey: each((remedy) => reasons.lostKey(name, remedy === 'deploy' ? OLD : undefined, remedy)),
  lostKeyInRollback: [OLD, undefined].map((key) => reasons.lostKeyInRollback(name, key)),
  leftInRollback: [OLD, nameOf(undefined)].map((key) => reasons.leftInRollback(name, key)),
  leftOnAwsOwnedKey: [reasons.leftOnAwsOwnedKey(name)],
  towardsAwsOwnedKey: [reasons.towardsAwsOwnedKey(name, OLD)],
  staysOnCustomerManagedKey: [reasons.staysOnCustomerManagedKey(name, OLD)],
  createdWithMissing: [reasons.createdWithMissing(name, NEW)],
  keyOfAnotherAccount: each((remedy) => reasons.keyOfAnotherAccount(name, FOREIGN, ACCOUNT, remedy)),
  generationDropped: [reasons.generationDropped(name, 2, 1)],
  unusableKey: each((remedy) => reasons.unusableKey(name, 'key K is disabled', remedy)),
  refused: each((remedy) => reasons.refused(name, NEW, 'ValidationException: no', remedy)),
  observationDenied: each((remedy) => reasons.observationDenied(name, 'AccessDeniedException: no', remedy)),
  updateDenied: each((remedy) => reasons.updateDenied(name, 'AccessDeniedException: no', remedy)),
  secondUpdateDenied: each((remedy) => reasons.secondUpdateDenied(name, 'AccessDeniedException: no', remedy)),
  endedElsewhere: each((remedy) => reasons.endedElsewhere(name, NEW, observedWith(remedy), remedy)),
  neverStarted: each((remedy) => reasons.neverStarted(name, NEW, observedWith(remedy), remedy)),
  outcomeNeverKnown: each((remedy) => reasons.outcomeNeverKnown(name, NEW, observedWith(remedy), remedy)),
  superseded: [reasons.superseded('abc-1')],
  handedOver: [reasons.handedOver(name, 1, 2)],
  windowsAddedWithKey: [reasons.windowsAddedWithKey(name, 1, 7)],
  tooLong: each((remedy) => reasons.tooLong(name, NEW, 55, remedy)),
  notObservable: each((remedy) => reasons.notObservable(name, NEW, 55, 'AccessDeniedException: no', remedy)),
  notStarted: each((remedy) => reasons.notStarted(name, NEW, 55, 'it is MODIFYING', remedy)),
  otherStatus: [reasons.otherStatus('MODIFYING')],
  stackUnreadable: [reasons.stackUnreadable()],
  noUpdateYet: [reasons.noUpdateYet()],
  waiterNotStarted: [reasons.waiterNotStarted('AccessDeniedException: no')],
  stateUnreadable: [reasons.stateUnreadable('state.progress: expected Object')],
  malformed: [reasons.malformed('ResourceProperties.Window: expected number')],
  watchEnded: [reasons.watchEnded(reasons.done(name, NEW))],
  movedElsewhere: [OLD, nameOf(undefined)].map((key) => reasons.movedElsewhere(name, NEW, key)),
  deletedMeanwhile: [reasons.deletedMeanwhile(name)],
  watchTimedOut: [true, false].map((hasStarted) => reasons.watchTimedOut(name, hasStarted)),
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
    'done', 'notThere', 'deleted', 'superseded', 'handedOver', 'malformed', 'otherStatus', 'noUpdateYet', 'watchEnded',
    'watchTimedOut', 'goneInRollback', 'deletingInRollback', 'leftInRollback', 'leftOnAwsOwnedKey', 'movedElsewhere',
    'deletedMeanwhile',
  ]);
  /** The key itself is described by another text, which says what to do about it. */
  const isQuoted = (text: string) => text.startsWith('key K is disabled; namespace');
  test.each(all.filter(([reason, text]) => !withoutRemedy.has(reason) && !isQuoted(text)))(
    '%s says what to do', (_reason, text) => {
      expect(text).toMatch(new RegExp(
        '[;:.,] (and |then )?(deploy (again|the|with|namespaceId)|run aws|enable|check|wait|keep|create it under|leave'
        + '|give|read|remove) ?',
        'i',
      ));
    },
  );

  const directed = Object.entries(examples).filter(([reason]) =>
    /^(lostKey|keyOfAnotherAccount|unusableKey|refused|observationDenied|updateDenied|secondUpdateDenied)$/.test(reason)
    || /^(endedElsewhere|neverStarted|outcomeNeverKnown|tooLong|notObservable|notStarted)$/.test(reason));

  test('thirteen reasons depend on the direction of the stack', () => expect(directed).toHaveLength(13));

  test.each(directed)('%s: a rollback is continued, and never "deployed again"', (_reason, [deploy, goOn, either]) => {
    expect(deploy).not.toContain('continue-update-rollback');
    expect(goOn).toContain('run aws cloudformation continue-update-rollback');
    expect(goOn).not.toMatch(/deploy again|was not touched|this deployment changed nothing/);
    expect(either).toMatch(/deploy again .*in a rollback: run aws cloudformation continue-update-rollback/);
    expect(either).not.toMatch(/was not touched|this deployment changed nothing/);
  });

  test.each<Reason>(['waiterNotStarted', 'stateUnreadable'])('%s, where nobody reads the direction: both', (reason) => {
    expect(examples[reason][0])
      .toMatch(/deploy again \(in a rollback: run aws cloudformation continue-update-rollback\)$/);
    expect(examples[reason][0]).not.toContain('nothing was changed');
  });

  const untouched: Reason[] = ['createdWithChanged', 'repointed'];
  test.each(untouched)('%s: "nothing was touched" is not said after an update', (reason) => {
    expect(examples[reason].filter((text) => !text.endsWith('; nothing was touched'))).toHaveLength(1);
  });

  test('the ownership tag is not blamed where an update was accepted', () => {
    const blaming = all.filter(([, text]) => text.includes('cdk-redshift-rotatable-namespace:stack'));
    expect([...new Set(blaming.map(([reason]) => reason))]).toEqual(['updateDenied']);
  });

  test('a key that AWS owns has a name', () => {
    expect(nameOf(undefined)).toBe('the AWS-owned key (AWS_OWNED_KMS_KEY)');
    expect(nameOf(NEW)).toBe(NEW);
  });
});
