import { at, hours, minutes, NEW, OLD, REGION, REQUEST_ID, seconds } from './support';
import { METRIC_NAMESPACE } from '../../src/key-change/contract';
import { executionName, executionPrefix, listedEnough, youngerThan } from '../../src/key-change/executions';
import { keyNotFound, usabilityOf, wrongRegion, type KeyDescription } from '../../src/key-change/key-usability';
import { jsonLog } from '../../src/key-change/log';
import { CONFIRM_SECONDS, secondsToNextLook } from '../../src/key-change/pace';
import type { Execution } from '../../src/key-change/ports';
import { nameOf, reasons } from '../../src/key-change/reasons';

// The small pure rules: pace.ts, executions.ts, key-usability.ts, reasons.ts, log.ts.

test.each(['ports', 'sighting'])('%s.ts holds types alone', (file) => {
  expect(jest.requireActual(`../../src/key-change/${file}`)).toEqual({});
});

describe('the pace of the looks', () => {
  test.each([
    ['just begun', 0, 12],
    ['the clock went back', -minutes(5), 12],
    ['one minute', minutes(1), 12],
    ['the last that still gets the shortest wait', seconds(799), 12],
    ['from then on it grows', seconds(800), 13],
    ['fifteen minutes, 8 TB', minutes(15), 15],
    ['one hour', hours(1), 69],
    ['the last that is below the longest wait', seconds(30_149), 599],
    ['never longer than ten minutes', seconds(30_150), 600],
    ['two days', hours(48), 600],
  ])('%s: look again in %3$i s', (_name, elapsed, expected) => expect(secondsToNextLook(elapsed)).toBe(expected));

  test.each([
    ['just begun: no sooner and no later', 0, hours(1), 12],
    ['far from the end, up to a twentieth', minutes(30), hours(1), 87],
    ['the last that is far, not beyond what is near', minutes(48) - seconds(60), hours(1), 60],
    ['near the end, as without an estimate', minutes(48), hours(1), 54],
    ['far, and a jump that would be shorter than usual', minutes(48) - seconds(5), hours(1), 54],
    ['later than estimated, as without an estimate', hours(2), hours(1), 141],
    ['never longer than ten minutes, however far the end', hours(10), hours(1000), 600],
    ['the clock went back', -minutes(5), hours(1), 12],
    ['an estimate of nothing', minutes(30), 0, 33],
  ])('with an estimate, %s', (_name, elapsed, typical, expected) => expect(secondsToNextLook(elapsed, typical / 1000)).toBe(expected));

  test('two looks that confirm each other are closer than any others', () => expect(CONFIRM_SECONDS).toBeLessThan(secondsToNextLook(0)));
});

describe('names of executions', () => {
  const longest = 'a'.repeat(64);

  test.each([
    ['an id of CloudFormation', REQUEST_ID],
    ['an id that is too long', 'x'.repeat(500)],
    ['an id with characters that Step Functions refuses', 'Anfrage/Nr. 1 <ä>'],
    ['an empty id', ''],
  ])('%s: at most 80 characters, all of them allowed', (_name, requestId) => {
    expect(executionName(longest, requestId)).toMatch(/^[A-Za-z0-9-]{41,80}$/);
  });

  test('the request id stays readable', () => expect(executionName('warehouse', REQUEST_ID)).toMatch(new RegExp(`-${REQUEST_ID}$`)));
  test('and when its event was sent, in seconds', () => {
    expect(executionName('warehouse', REQUEST_ID, Date.UTC(2026, 0, 1, 12))).toMatch(new RegExp(`^[0-9a-f]{32}-0t86pc0-${REQUEST_ID}$`));
    expect(executionName('warehouse', REQUEST_ID)).toContain('-0000000-');
  });
  test('the same name on redelivery', () => expect(executionName('warehouse', 'odd id')).toBe(executionName('warehouse', 'odd id')));
  test('another request, another name', () => {
    expect(executionName('warehouse', 'x'.repeat(100))).not.toBe(executionName('warehouse', 'x'.repeat(101)));
    expect(executionName('warehouse', 'a-1')).not.toBe(executionName('warehouse', 'a-2'));
  });

  test.each([['warehouse', 'warehouse-2'], ['warehouse', 'warehous'], ['a-b', 'a']])('%s and %s share no prefix', (a, b) => {
    expect(executionName(a, REQUEST_ID).startsWith(executionPrefix(b))).toBe(false);
    expect(executionName(b, REQUEST_ID).startsWith(executionPrefix(a))).toBe(false);
  });
});

describe('who is younger', () => {
  const prefix = executionPrefix('warehouse');
  const own = `${prefix}m`;
  const run = (id: string, startedAt: number): Execution => ({ name: prefix + id, startedAt });

  test.each<[string, Execution[], string | undefined]>([
    ['nobody but me', [run('m', 10)], undefined],
    ['an older one', [run('m', 10), run('a', 9)], undefined],
    ['a younger one, whether it still runs or has ended: the list does not say', [run('z', 11), run('m', 10)], 'z'],
    ['two younger ones: the youngest is named', [run('y', 12), run('z', 11), run('m', 10)], 'y'],
    ['two younger ones, listed the other way round', [run('z', 11), run('y', 12), run('m', 10)], 'y'],
    ['the same start: the greater name is the younger', [run('n', 10), run('m', 10)], 'n'],
    ['the same start: the smaller name is the older', [run('l', 10), run('m', 10)], undefined],
    ['three of the same start: only one of them is nobody\'s elder', [run('n', 10), run('o', 10), run('m', 10)], 'o'],
    ['a younger one of another namespace', [{ name: `${executionPrefix('warehouse-2')}z`, startedAt: 11 }, run('m', 10)], undefined],
    ['my own entry is missing yet: the arrival stands for my start', [run('z', 101)], 'z'],
    ['my own entry is missing yet, and the others are older', [run('z', 99)], undefined],
    ['an empty list', [], undefined],
  ])('%s', (_name, executions, younger) => {
    expect(youngerThan(own, prefix, 100, executions)?.name).toBe(younger === undefined ? undefined : prefix + younger);
  });

  test('of two that see each other, exactly one gives way', () => {
    const both = [run('a', 10), run('b', 10)];
    expect(both.filter(({ name }) => youngerThan(name, prefix, 0, both))).toEqual([both[0]]);
  });

  test.each<[string, Execution, boolean]>([
    ['my own entry: the waiter may have been started late', { name: own, startedAt: at(minutes(5)) }, false],
    ['one that started a minute before I arrived: clocks differ', run('a', at(-minutes(1))), false],
    ['one that started longer ago', run('a', at(-minutes(1)) - 1), true],
    ['a younger one', run('z', at(1)), false],
  ])('the list has been read far enough at %s: %3$s', (_name, execution, enough) => expect(listedEnough(at(0))(execution)).toBe(enough));
});

describe('whether a namespace can use a key', () => {
  const key = (over: Partial<KeyDescription> = {}): KeyDescription =>
    ({ arn: NEW, state: 'Enabled', spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', manager: 'CUSTOMER', ...over });

  test('enabled, symmetric, for encryption, customer managed -> usable', () => {
    expect(usabilityOf(key())).toEqual({ kind: 'usable', keyArn: NEW });
  });

  test.each<[string, Partial<KeyDescription>, RegExp]>([
    ['disabled', { state: 'Disabled' }, /is disabled; enable it/],
    ['pending deletion', { state: 'PendingDeletion' }, /scheduled for deletion; cancel its deletion/],
    ['pending import', { state: 'PendingImport' }, /is in the state PendingImport; wait until it is Enabled/],
    ['of no known state', { state: 'unknown' }, /is in the state unknown/],
    ['asymmetric, for encryption', { spec: 'RSA_4096' }, /is of the kind RSA_4096.*needs SYMMETRIC_DEFAULT/],
    ['asymmetric, for signing', { spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' }, /has the usage SIGN_VERIFY.*needs ENCRYPT_DECRYPT/],
    ['HMAC', { spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }, /has the usage GENERATE_VERIFY_MAC/],
    ['managed by AWS', { manager: 'AWS' }, /is managed by AWS \(KeyManager AWS\); give a customer managed key/],
  ])('%s -> unusable, with the key and the remedy', (_name, over, says) => {
    const sighting = usabilityOf(key(over));
    expect(sighting).toMatchObject({ kind: 'unusable', keyArn: NEW, reason: expect.stringMatching(says) });
    expect(sighting).toMatchObject({ reason: expect.stringContaining(`key ${NEW}`) });
  });

  test('not found', () => expect(keyNotFound(NEW)).toMatchObject({ kind: 'unusable', reason: expect.stringContaining(`${NEW} does not exist; check its id, account and Region`) }));

  test.each<[string, string, boolean]>([
    ['a key ARN of this Region', NEW, false],
    ['an alias ARN of this Region', `arn:aws:kms:${REGION}:111122223333:alias/warehouse`, false],
    ['a key of another Region', 'arn:aws:kms:us-east-1:111122223333:key/x', true],
    ['an alias of another Region', 'arn:aws:kms:us-east-1:111122223333:alias/x', true],
    ['a key of another Region of China', 'arn:aws-cn:kms:cn-north-1:111122223333:key/x', true],
    ['a key of another GovCloud Region', 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/x', true],
    ['no ARN, though it looks like one: KMS itself will refuse it', 'name:aws:kms:us-east-1:111122223333:key/x', false],
    ['a key id', '1234abcd-12ab-34cd-56ef-1234567890ab', false],
    ['an alias name', 'alias/warehouse', false],
    ['an ARN of another service: KMS itself will refuse it', 'arn:aws:s3:::bucket', false],
  ])('of another Region: %s -> %3$s', (_name, given, wrong) => {
    const reason = wrongRegion(given, REGION);
    expect(reason !== undefined).toBe(wrong);
    if (wrong) { expect(reason).toMatch(/^key arn:.* is of the Region .*, and the namespace is in eu-central-1; give a key of eu-central-1$/); }
  });

  test('a key of China in its own Region is right', () => {
    expect(wrongRegion('arn:aws-cn:kms:cn-north-1:111122223333:key/x', 'cn-north-1')).toBeUndefined();
  });
});

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

describe('the log', () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line), () => at(0));
  beforeEach(() => { lines.length = 0; });

  test('one line of JSON a message, even if the message has several', () => {
    log.info({ message: 'first\nsecond', namespaceName: 'warehouse', detail: undefined });
    log.error({ message: 'oops', requestId: REQUEST_ID });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'INFO', message: 'first\nsecond', namespaceName: 'warehouse' },
      { level: 'ERROR', message: 'oops', requestId: REQUEST_ID },
    ]);
    expect(lines.join('')).not.toContain('\n');
  });

  test('a count is in the embedded metric format: without dimensions, with its time', () => {
    log.count('KeyChangeUnattended', { message: 'watched', namespaceName: 'warehouse' });
    expect(JSON.parse(lines[0])).toEqual({
      level: 'INFO',
      message: 'watched',
      namespaceName: 'warehouse',
      KeyChangeUnattended: 1,
      _aws: {
        Timestamp: at(0),
        CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics: [{ Name: 'KeyChangeUnattended', Unit: 'Count' }] }],
      },
    });
  });

  test('there is no field for a URL, an event or an error', () => {
    // @ts-expect-error a URL is no field of a line
    log.info({ message: 'x', responseUrl: 'https://example.com' });
    // @ts-expect-error an error object may hold anything
    log.error({ message: 'x', error: new Error('x') });
    // @ts-expect-error an event holds the URL
    log.error({ message: 'x', event: {} });
    expect(lines).toHaveLength(3);
  });
});
