import { RESPONSE_BYTES, responseBody } from '../../src/handler/submit-response';

const target = {
  requestId: 'request',
  stackId: 'stack',
  logicalResourceId: 'Window',
  physicalResourceId: 'warehouse',
  responseUrl: 'https://example/?X-Amz-Signature=secret',
};
const bodyOf = (length: number): string =>
  responseBody(target, { status: 'FAILED', reason: 'x'.repeat(length) });

test('a response of exactly 4,096 bytes is sent as it is, and one of 4,097 is cut', () => {
  expect(RESPONSE_BYTES).toBe(4096);
  const room = RESPONSE_BYTES - Buffer.byteLength(bodyOf(0));
  expect(Buffer.byteLength(bodyOf(room))).toBe(4096);
  expect(bodyOf(room)).not.toContain('…');
  expect(bodyOf(room + 1)).toContain('…');
  expect(Buffer.byteLength(bodyOf(room + 1))).toBeLessThanOrEqual(4096);
});
