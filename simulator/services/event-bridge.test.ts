import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { LocalAws } from '../local-aws';

let aws: LocalAws;
beforeEach(async () => { aws = await LocalAws.start(); });
afterEach(() => aws.stop());

const send = (entries: PutEventsRequestEntry[], caller = aws.administrator) => {
  const client = new EventBridgeClient({ ...aws.sdkConfig(caller), maxAttempts: 1 });
  return aws.send(() => client.send(new PutEventsCommand({ Entries: entries })));
};
const entry = { Source: 'mine', DetailType: 'Done', Detail: '{"n":1}' };

test('the default bus takes events', async () => {
  const { FailedEntryCount, Entries } = await send([entry, { ...entry, EventBusName: 'default' }]);
  expect({ FailedEntryCount, ids: new Set(Entries?.map(({ EventId }) => EventId)).size })
    .toEqual({ FailedEntryCount: 0, ids: 2 });
  expect(aws.eventBridge.taken).toMatchObject([
    { principal: 'administrator', source: 'mine', detailType: 'Done', detail: { n: 1 } }, {},
  ]);
});

test('an entry that is malformed fails alone', async () => {
  const answer = await send([{ ...entry, Detail: 'no' }, { ...entry, Detail: '[]' }, { ...entry, Source: '' }, entry]);
  expect(answer.FailedEntryCount).toBe(3);
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode))
    .toEqual(['MalformedDetail', 'MalformedDetail', 'InvalidArgument', undefined]);
  expect(aws.eventBridge.taken).toHaveLength(1);
});

test.each([
  ['no entry', []],
  ['eleven entries', Array.from({ length: 11 }, () => entry)],
  ['more than 256 KB', [{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(256 * 1024) }) }]],
])('%s: refused', async (_name, entries) => {
  await expect(send(entries)).rejects.toThrow('PutEvents takes');
});

test('another bus, another operation: refused by name', async () => {
  await expect(send([{ ...entry, EventBusName: 'other' }])).rejects.toThrow('no event bus other');
  await expect(aws.call(aws.administrator, 'events', 'ListRules', {})).rejects.toThrow('does not support ListRules');
});

test('a role without the permission: denied', async () => {
  await expect(send([entry], { principal: 'nobody', administrator: false })).rejects.toThrow(/not authorized/);
});
