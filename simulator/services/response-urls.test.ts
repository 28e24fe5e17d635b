import { LocalAws } from '../local-aws';

const HOUR = 3_600_000;

let aws: LocalAws;
let url: URL;
let received: string[];
beforeEach(async () => {
  aws = await LocalAws.start();
  received = [];
  await aws.clock.advance(1_500);
  url = new URL(aws.openResponse((body) => {
    received.push(body);
    return 200;
  }).url);
});
afterEach(() => aws.stop());

const put = async (changes: Readonly<Record<string, string>> = {}): Promise<number> => {
  const target = new URL(url);
  for (const [name, value] of Object.entries(changes)) { target.searchParams.set(name, value); }
  return (await fetch(target, { method: 'PUT', body: 'response' })).status;
};

test('CFN-17: a ResponseURL bears the date on which it was signed, and expires after two hours', async () => {
  expect(url.searchParams.get('X-Amz-Date')).toBe('20260115T090001Z');
  expect(url.searchParams.get('X-Amz-Expires')).toBe('7200');
  expect(url.searchParams.get('X-Amz-Credential')).toMatch(/\/20260115\/us-east-1\/s3\/aws4_request$/);
  await aws.clock.advance(2 * HOUR - 500);
  expect(await put()).toBe(200);
  await aws.clock.advance(1);
  expect(await put()).toBe(403);
  expect(received).toEqual(['response']);
});

test.each([
  ['another signature', { 'X-Amz-Signature': '0'.repeat(64) }],
  ['another date', { 'X-Amz-Date': '20260115T100000Z' }],
  ['another expiry', { 'X-Amz-Expires': '604800' }],
])('refuses %s', async (_name, changes) => {
  expect(await put(changes)).toBe(403);
  expect(received).toEqual([]);
});
