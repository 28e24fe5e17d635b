import { ARRIVAL, fail, NEW, REQUEST_ID, RESPONSE_URL, wish, world } from './support';
import { deliver, RESPONSE_BYTES, responseBody, UndeliveredError, type Addressee } from '../../src/key-change/answer';
import { firstState } from '../../src/key-change/event';
import { handOver } from '../../src/key-change/handover';
import type { Answer } from '../../src/key-change/state';

const to: Addressee = wish().request;
const success: Answer = { status: 'SUCCESS', reason: `namespace warehouse is on ${NEW}`, keyArn: NEW };
const failed: Answer = { status: 'FAILED', reason: 'because' };

describe('the body of an answer', () => {
  test('SUCCESS, byte for byte', () => {
    expect(responseBody(to, success)).toBe(
      '{"Status":"SUCCESS","Reason":"namespace warehouse is on arn:aws:kms:eu-central-1:111122223333:key/new",'
      + '"PhysicalResourceId":"warehouse","StackId":"arn:aws:cloudformation:eu-central-1:111122223333:stack/Warehouse/guid",'
      + '"RequestId":"11111111-1111-4111-8111-111111111111","LogicalResourceId":"KeyChange1",'
      + '"Data":{"KmsKeyArn":"arn:aws:kms:eu-central-1:111122223333:key/new","Handover":"{}"}}',
    );
  });

  test('SUCCESS always has the attributes that the template refers to, or the next window could not be called', () => {
    expect(JSON.parse(responseBody(to, { ...success, handover: '{"a":"b"}' }))).toMatchObject({ Data: { KmsKeyArn: NEW, Handover: '{"a":"b"}' } });
    expect(JSON.parse(responseBody(to, { status: 'SUCCESS', reason: 'deleted' })).Data).toEqual({ Handover: '{}' });
  });

  test('what is handed over fits, however long the names are that AWS allows', () => {
    const alias = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/${'a'.repeat(250)}`;
    const stackId = `arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/${'s'.repeat(128)}/${REQUEST_ID}`;
    const longest = wish({ key: alias, namespaceName: 'n'.repeat(64), request: { ...to, type: 'Update', stackId, logicalResourceId: 'L'.repeat(255), physicalResourceId: 'n'.repeat(64), responseUrl: RESPONSE_URL } });
    const known = { ...firstState(longest).known, ask: 'accepted' as const, asks: 2, askedAt: ARRIVAL, ran: true, keyArn: alias };
    const body = responseBody(longest.request, { ...success, keyArn: alias, reason: 'x'.repeat(5000), handover: handOver(longest, known, ARRIVAL, true) });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(RESPONSE_BYTES);
    expect(JSON.parse(body).Reason.length).toBeGreaterThan(300);
  });

  test('FAILED has no data', () => expect(JSON.parse(responseBody(to, failed))).not.toHaveProperty('Data'));
  test('it does not hold the URL that it goes to', () => expect(responseBody(to, success)).not.toContain('SECRET'));

  const room = RESPONSE_BYTES - Buffer.byteLength(responseBody(to, { ...failed, reason: '' }));
  test.each([
    ['fits exactly', 'a'.repeat(room), 0],
    ['one byte too long', 'a'.repeat(room + 1), 2],
    ['far too long', 'a'.repeat(100_000), 2],
    ['two bytes a character', 'ä'.repeat(10_000), 3],
    ['three bytes a character', '鍵'.repeat(10_000), 5],
    ['four bytes a character', '🔑'.repeat(10_000), 7],
    ['escaped in JSON', '"\n'.repeat(10_000), 4],
    ['escaped in JSON, six bytes a character', '\u0001'.repeat(10_000), 8],
  ])('a reason that is %s: the whole is at most 4096 bytes, and as much of it as fits is kept', (_name, reason, spare) => {
    const body = responseBody(to, { ...failed, reason });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(RESPONSE_BYTES);
    expect(Buffer.byteLength(body)).toBeGreaterThanOrEqual(RESPONSE_BYTES - spare);
    const kept: string = JSON.parse(body).Reason;
    expect(kept).not.toContain('\uFFFD');
    expect(Buffer.from(kept).toString()).toBe(kept); // no half of a pair
    expect(kept === reason || (kept.endsWith('…') && reason.startsWith(kept.slice(0, -1)))).toBe(true);
  });
});

describe('delivering an answer', () => {
  test('taken at once: one PUT', async () => {
    const w = world();
    await deliver(w.ports.mailbox, w.ports.sleep, to, success);
    expect(w.puts).toEqual([{ url: RESPONSE_URL, body: responseBody(to, success) }]);
    expect(w.sleeps).toEqual([]);
  });

  test('not taken three times: the same bytes again, after 1, 2 and 4 seconds', async () => {
    const w = world({ put: (n) => [503, 0, 403, 204][n - 1] });
    await deliver(w.ports.mailbox, w.ports.sleep, to, success);
    expect(w.puts).toHaveLength(4);
    expect(new Set(w.puts.map(({ body }) => body)).size).toBe(1);
    expect(w.sleeps).toEqual([1000, 2000, 4000]);
  });

  test.each<[string, () => number, string]>([
    ['refused each time', () => 403, 'HTTP status 403'],
    ['redirected each time: nobody has taken it', () => 302, 'HTTP status 302'],
    ['no response each time, and an error that holds the URL', () => fail(`connect ECONNREFUSED ${RESPONSE_URL}`), 'no response'],
  ])('%s: four PUTs, then an error whose text has no URL', async (_name, put, outcome) => {
    const w = world({ put });
    const error: unknown = await deliver(w.ports.mailbox, w.ports.sleep, to, success).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UndeliveredError);
    expect(error).toMatchObject({ name: 'UndeliveredError', message: `CloudFormation could not be answered: ${outcome}` });
    expect(Object.values(error as object)).toEqual(['UndeliveredError']);
    expect((error as Error).cause).toBeUndefined();
    expect(w.puts).toHaveLength(4);
  });
});
