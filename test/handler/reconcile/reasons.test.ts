import { nameOf, reasons } from '../../../src/handler/reconcile/reasons';
import { NEW, OLD } from '../support';

type Reason = keyof typeof reasons;
const name = 'warehouse';
const remedies = ['deploy', 'continue'] as const;

/** Every reason, as it reads. */
const examples: Record<Reason, string[]> = {
  done: [reasons.done(name, NEW), reasons.done(name, undefined)],
  notThere: [reasons.notThere(name)],
  deleted: [reasons.deleted()],
  createdWithMismatch: [reasons.createdWithMismatch(name, OLD, NEW)],
  vanished: [reasons.vanished(name)],
  deleting: [reasons.deleting(name)],
  lostKey: [reasons.lostKey(name, OLD), reasons.lostKey(name, undefined)],
  towardsAwsOwnedKey: [reasons.towardsAwsOwnedKey(name, OLD)],
  staysOnCustomerManagedKey: [reasons.staysOnCustomerManagedKey(name, OLD)],
  createdWithMissing: [reasons.createdWithMissing(name, NEW)],
  unusableKey: [reasons.unusableKey(name, 'key K is disabled')],
  refused: [reasons.refused(name, NEW, 'ValidationException: no')],
  denied: [reasons.denied(name, 'AccessDeniedException: no')],
  endedElsewhere: [OLD, undefined].map((key) => reasons.endedElsewhere(name, NEW, key)),
  neverStarted: [OLD, undefined].map((key) => reasons.neverStarted(name, NEW, key)),
  outcomeNeverKnown: [OLD, undefined].map((key) => reasons.outcomeNeverKnown(name, NEW, key)),
  superseded: [reasons.superseded('abc-1')],
  handedOver: [reasons.handedOver(name, 1, 2)],
  windowsAddedWithKey: [reasons.windowsAddedWithKey(name, 1, 7)],
  tooLong: remedies.map((remedy) => reasons.tooLong(name, NEW, 55, remedy)),
  notStarted: remedies.map((remedy) => reasons.notStarted(name, NEW, 55, 'it is MODIFYING', remedy)),
  otherStatus: [reasons.otherStatus('MODIFYING')],
  stackUnreadable: [reasons.stackUnreadable()],
  noUpdateYet: [reasons.noUpdateYet()],
  waiterNotStarted: [reasons.waiterNotStarted('AccessDeniedException: no')],
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
    'malformed', 'otherStatus', 'noUpdateYet', 'watchEnded', 'watchTimedOut',
  ]);
  test.each(all.filter(([reason]) => !withoutRemedy.has(reason)))('%s says what to do', (_reason, text) => {
    expect(text).toMatch(
      /; (deploy again|deploy the|enable|check|wait|keep|leave|give|nothing was changed, deploy again)/,
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
