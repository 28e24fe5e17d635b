import { NEW, OLD } from './support';
import { nameOf, reasons } from '../../src/key-change/reasons';

describe('reasons', () => {
  const examples: Record<keyof typeof reasons, string[]> = {
    done: [reasons.done('warehouse', NEW), reasons.done('warehouse', undefined)],
    notThere: [reasons.notThere('warehouse')],
    deleted: [reasons.deleted()],
    bornElsewhere: [reasons.bornElsewhere('warehouse', OLD, NEW)],
    vanished: [reasons.vanished('warehouse')],
    deleting: [reasons.deleting('warehouse')],
    lostKey: [reasons.lostKey('warehouse', OLD), reasons.lostKey('warehouse', undefined)],
    towardsAwsOwned: [reasons.towardsAwsOwned('warehouse', OLD)],
    unusableKey: [reasons.unusableKey('warehouse', 'key K is disabled')],
    refused: [reasons.refused('warehouse', NEW, 'ValidationException: no')],
    denied: [reasons.denied('warehouse', 'AccessDeniedException: no')],
    endedElsewhere: [reasons.endedElsewhere('warehouse', NEW, OLD), reasons.endedElsewhere('warehouse', NEW, undefined)],
    neverBegan: [reasons.neverBegan('warehouse', NEW, OLD), reasons.neverBegan('warehouse', NEW, undefined)],
    neverHeard: [reasons.neverHeard('warehouse', NEW, OLD), reasons.neverHeard('warehouse', NEW, undefined)],
    superseded: [reasons.superseded('abc-1')],
    staysUp: [reasons.staysUp('warehouse', OLD)],
    createdWithMissing: [reasons.createdWithMissing('warehouse', NEW)],
    handedOver: [reasons.handedOver('warehouse', 1, 2)],
    raisedWithKey: [reasons.raisedWithKey('warehouse', 1, 7)],
    tooLong: [reasons.tooLong('warehouse', NEW, 55, 'deploy'), reasons.tooLong('warehouse', NEW, 55, 'continue')],
    notBegun: [reasons.notBegun('warehouse', NEW, 55, 'it is MODIFYING', 'deploy'), reasons.notBegun('warehouse', NEW, 55, 'it is MODIFYING', 'continue')],
    notStarted: [reasons.notStarted('AccessDeniedException: no')],
    malformed: [reasons.malformed('ResourceProperties.Window: expected number')],
  };
  const all = Object.entries(examples).flatMap(([name, texts]) => texts.map((text) => [name, text]));

  test('every reason is looked at', () => expect(Object.keys(examples).sort()).toEqual(Object.keys(reasons).sort()));

  test.each(all)('%s begins in lower case or with a name, and has no final full stop, no undefined and no second space', (_name, text) => {
    expect(text).toMatch(/^([a-z]|Amazon Redshift Serverless )/);
    expect(text).not.toMatch(/\.$|undefined|null|NaN| {2}|\n/);
  });

  test.each(all.filter(([name]) => !['done', 'notThere', 'deleted', 'superseded', 'handedOver', 'tooLong', 'notBegun', 'refused', 'unusableKey', 'malformed'].includes(name)))(
    '%s says what to do', (_name, text) => expect(text).toMatch(/; (deploy again|deploy the|enable|check|wait|keep|leave|give|nothing was changed, deploy again)/),
  );

  test.each(['tooLong', 'notBegun'] as const)('%s tells both ways to go on', (name) => {
    expect(examples[name]).toEqual([
      expect.stringMatching(/\. Where the stack was deployed with --no-rollback, deploy again when it has ended: .* Otherwise the rollback changes back; deploy a longer keyChangeWait, then the key again$/),
      expect.stringMatching(/\. When it has ended, run aws cloudformation continue-update-rollback$/),
    ]);
  });

  test('a key that AWS owns has a name', () => {
    expect(nameOf(undefined)).toBe('the AWS-owned key (AWS_OWNED_KMS_KEY)');
    expect(nameOf(NEW)).toBe(NEW);
  });
});
