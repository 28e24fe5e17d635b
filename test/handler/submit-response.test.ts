import { ARRIVAL, fail, NEW, PHYSICAL_ID, request, REQUEST_ID, RESPONSE_URL, responseTarget, updated } from './support';
import { world } from './world';
import { encodeHandover } from '../../src/handler/reconcile/handover';
import { encodePhysicalId } from '../../src/handler/reconcile/identity';
import type { KeyChangeResponse } from '../../src/handler/reconcile/next-action';
import { RESPONSE_BYTES, responseBody, submitResponse, UndeliveredError } from '../../src/handler/submit-response';

const target = responseTarget();
const success: KeyChangeResponse = { status: 'SUCCESS', reason: `namespace warehouse is on ${NEW}`, keyArn: NEW };
const failed: KeyChangeResponse = { status: 'FAILED', reason: 'because' };

describe('the body of a response', () => {
  test('SUCCESS, byte for byte', () => {
    expect(responseBody(target, success)).toBe(
      '{"Status":"SUCCESS","Reason":"namespace warehouse is on arn:aws:kms:eu-central-1:111122223333:key/new",'
      + '"PhysicalResourceId":"warehouse|createdWith=arn:aws:kms:eu-central-1:111122223333:alias/redshift-serverless/'
      + 'warehouse",'
      + '"StackId":"arn:aws:cloudformation:eu-central-1:111122223333:stack/Warehouse/guid",'
      + '"RequestId":"11111111-1111-4111-8111-111111111111","LogicalResourceId":"KeyChange1",'
      + '"Data":{"KmsKeyArn":"arn:aws:kms:eu-central-1:111122223333:key/new","Handover":"{}"}}',
    );
  });

  test('SUCCESS always has the attributes that the template refers to, or the next window could not be called', () => {
    const withHandover = { Data: { KmsKeyArn: NEW, Handover: '{"a":"b"}' } };
    expect(JSON.parse(responseBody(target, { ...success, handover: '{"a":"b"}' }))).toMatchObject(withHandover);
    const deleted = responseBody(target, { status: 'SUCCESS', reason: 'deleted' });
    expect(JSON.parse(deleted).Data).toEqual({ Handover: '{}' });
  });

  test('a handover fits, however long the names are that AWS allows', () => {
    const alias = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/${'a'.repeat(250)}`;
    const longest = request({
      desiredKey: alias,
      namespaceName: 'n'.repeat(64),
      responseTarget: responseTarget({
        stackId: `arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/${'s'.repeat(128)}/${REQUEST_ID}`,
        logicalResourceId: 'L'.repeat(255),
        physicalResourceId: encodePhysicalId({
          namespaceName: 'n'.repeat(64), createdWith: alias, namespaceId: 'i'.repeat(64),
        }),
      }),
    });
    const progress = updated('accepted', 0, { updatesSent: 2, changeStarted: true, keyArn: alias });
    const handover = encodeHandover(longest, progress, ARRIVAL, true);
    const response = { ...success, keyArn: alias, reason: 'x'.repeat(5000), handover };
    const body = responseBody(longest.responseTarget, response);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(RESPONSE_BYTES);
    expect(JSON.parse(body).Reason.length).toBeGreaterThan(300);
  });

  test('a physical id of its own is that of a SUCCESS; a failure keeps the one that it was given', () => {
    const physicalIdOf = (response: KeyChangeResponse): string =>
      JSON.parse(responseBody(target, { ...response, physicalResourceId: 'another' })).PhysicalResourceId;
    expect(physicalIdOf(success)).toBe('another');
    expect(physicalIdOf(failed)).toBe(PHYSICAL_ID);
  });
  test('FAILED has no data', () => expect(JSON.parse(responseBody(target, failed))).not.toHaveProperty('Data'));
  test('it does not hold the URL that it goes to', () => {
    expect(responseBody(target, success)).not.toContain('SECRET');
  });

  const room = RESPONSE_BYTES - Buffer.byteLength(responseBody(target, { ...failed, reason: '' }));
  test.each([
    ['fits exactly', 'a'.repeat(room), 0],
    ['one byte too long', 'a'.repeat(room + 1), 2],
    ['far too long', 'a'.repeat(100_000), 2],
    ['two bytes a character', 'ä'.repeat(10_000), 3],
    ['three bytes a character', '鍵'.repeat(10_000), 5],
    ['four bytes a character', '🔑'.repeat(10_000), 7],
    ['escaped in JSON', '"\n'.repeat(10_000), 4],
    ['escaped in JSON, six bytes a character', '\u0001'.repeat(10_000), 8],
  ])('a reason, %s: the whole is at most 4096 bytes, and as much of it as fits is kept', (_name, reason, spare) => {
    const body = responseBody(target, { ...failed, reason });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(RESPONSE_BYTES);
    expect(Buffer.byteLength(body)).toBeGreaterThanOrEqual(RESPONSE_BYTES - spare);
    const kept: string = JSON.parse(body).Reason;
    expect(kept).not.toContain('\uFFFD');
    expect(Buffer.from(kept).toString()).toBe(kept); // no half of a pair
    expect(kept === reason || (kept.endsWith('…') && reason.startsWith(kept.slice(0, -1)))).toBe(true);
  });
});

describe('submitting a response', () => {
  test('taken at once: one PUT', async () => {
    const w = world();
    await submitResponse(w.ports.responseSender, w.ports.sleep, target, success);
    expect(w.puts).toEqual([{ url: RESPONSE_URL, body: responseBody(target, success) }]);
    expect(w.sleeps).toEqual([]);
  });

  test('not taken three times: the same bytes again, after 1, 2 and 4 seconds', async () => {
    const w = world({ put: (n) => [503, 0, 403, 204][n - 1] });
    await submitResponse(w.ports.responseSender, w.ports.sleep, target, success);
    expect(w.puts).toHaveLength(4);
    expect(new Set(w.puts.map(({ body }) => body)).size).toBe(1);
    expect(w.sleeps).toEqual([1000, 2000, 4000]);
  });

  test.each<{ name: string; put: () => number; outcome: string }>([
    { name: 'refused each time', put: () => 403, outcome: 'HTTP status 403' },
    { name: 'redirected each time: it was not taken', put: () => 302, outcome: 'HTTP status 302' },
    {
      name: 'no response each time, and an error that holds the URL',
      put: () => fail(`connect ECONNREFUSED ${RESPONSE_URL}`),
      outcome: 'no response',
    },
  ])('$name: four PUTs, then an error whose text has no URL', async ({ put, outcome }) => {
    const { ports, puts } = world({ put });
    const submitted = submitResponse(ports.responseSender, ports.sleep, target, success);
    const error: unknown = await submitted.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UndeliveredError);
    const message = `the response to CloudFormation could not be delivered: ${outcome}`;
    expect(error).toMatchObject({ name: 'UndeliveredError', message });
    expect(Object.values(error as object)).toEqual(['UndeliveredError']);
    expect((error as Error).cause).toBeUndefined();
    expect(puts).toHaveLength(4);
  });
});
