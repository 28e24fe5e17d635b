import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySchemaObject } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as v from 'valibot';
import { EVENT_DETAIL_VERSION, METRIC_NAMESPACE } from '../../src/contract';
import { noEvents } from '../../src/handler/aws/events';
import { inspectDue } from '../../src/handler/inspect-due';
import { inspectionEventSchema, type Inspection } from '../../src/handler/inspection';
import type { InspectionPorts, OverdueDetail } from '../../src/handler/inspection-ports';
import { jsonLog } from '../../src/handler/log';
import type { Reading } from '../../src/handler/ports';
import type { KeyObservation, NamespaceObservation } from '../../src/handler/reconcile/observation';

const FIRST = 'arn:aws:kms:eu-west-1:111122223333:key/first';
const SECOND = 'arn:aws:kms:eu-west-1:111122223333:key/second';
const INSPECTION: Inspection = {
  namespaceName: 'warehouse',
  stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Warehouse/guid',
  calendar: [{ since: '2026-01-15', generation: 1, months: 12 }],
  graceDays: 0,
  keys: [{ generation: 1, arn: FIRST }, { generation: 2, arn: SECOND }],
};
const day = (text: string) => Date.parse(`${text}T00:12:00Z`);

type NamespaceReading = Reading<NamespaceObservation> | { readonly kind: 'not-found' };
const on = (keyArn: string | undefined, status = 'AVAILABLE'): NamespaceReading =>
  ({ kind: 'read', value: { status, keyArn } });

const usableSince = (createdAt: number | undefined, keyArn = FIRST): Reading<KeyObservation> =>
  ({ kind: 'read', value: { kind: 'usable', keyArn, createdAt } });

/** One inspection, and everything that it has written and sent. */
async function inspect(today: string, namespace: NamespaceReading, over: Partial<InspectionPorts> = {}) {
  const lines: string[] = [];
  const events: OverdueDetail[] = [];
  const write = (line: string) => { lines.push(line); };
  const now = () => day(today);
  const failure = await inspectDue({
    namespaces: { getNamespace: async () => namespace },
    keys: { describeKey: async (keyArn) => usableSince(day('2026-01-15'), keyArn) },
    log: jsonLog(write, now),
    events: {
      send: async (kind, detail) => {
        expect(kind).toBe('overdue');
        events.push(detail);
        return undefined;
      },
    },
    now,
    ...over,
  }, INSPECTION).catch((error: unknown) => (error as Error).message);
  return { failure, events, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const metrics = (...names: string[]) => ({
  _aws: {
    CloudWatchMetrics: [{
      Namespace: METRIC_NAMESPACE,
      Dimensions: [['Namespace']],
      Metrics: names.map((Name) => ({ Name, Unit: 'None' })),
    }],
  },
});

test('on time: three values and no event', async () => {
  const { lines, events, failure } = await inspect('2027-01-15', on(FIRST));
  expect(failure).toBeUndefined();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    Namespace: 'warehouse',
    KeyGeneration: 1,
    KeyAgeDays: 365,
    KeyChangeOverdue: 0,
    ...metrics('KeyGeneration', 'KeyAgeDays', 'KeyChangeOverdue'),
  });
  expect(lines[0]._aws).toMatchObject({ Timestamp: day('2027-01-15') });
  expect(events).toEqual([]);
});

test('overdue: the metric, a line, and an event with what is known', async () => {
  const { lines, events } = await inspect('2027-01-20', on(FIRST));
  expect(lines[0]).toMatchObject({ KeyGeneration: 1, KeyChangeOverdue: 1 });
  const reason = 'the key of namespace warehouse should have been changed by 2027-01-15, to key generation 2';
  expect(lines[1]).toMatchObject({ message: reason, fromKey: FIRST, toKey: SECOND });
  expect(events).toEqual([{
    version: EVENT_DETAIL_VERSION,
    namespaceName: 'warehouse',
    stackId: INSPECTION.stackId,
    stackName: 'Warehouse',
    fromKey: FIRST,
    toKey: SECOND,
    generation: 1,
    scheduledGeneration: 2,
    due: '2027-01-15',
    daysLate: 5,
    reason,
  }]);
});

test('a key that cannot be used has an age all the same', async () => {
  const createdAt = day('2026-01-15');
  const disabled: KeyObservation = { kind: 'unusable', reason: 'is disabled', keyArn: FIRST, createdAt };
  const keys = { describeKey: async () => ({ kind: 'read' as const, value: disabled }) };
  const { lines } = await inspect('2027-01-15', on(FIRST), { keys });
  expect(lines).toMatchObject([{ KeyAgeDays: 365 }]);
});

test('a key that AWS owns has neither a generation nor an age', async () => {
  const { lines, events } = await inspect('2027-01-20', on(undefined));
  expect(lines[0]).toMatchObject({ KeyChangeOverdue: 1, ...metrics('KeyChangeOverdue') });
  expect(events).toMatchObject([{ fromKey: 'AWS_OWNED_KMS_KEY', toKey: SECOND }]);
});

describe('the schema of the event', () => {
  const file = join(__dirname, '..', '..', 'docs', 'schemas', 'key-change-overdue-event.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as AnySchemaObject;
  const validate = addFormats(new Ajv2020({ strict: true, allErrors: true })).compile(schema);

  test.each<{ name: string; today: string; key: string | undefined }>([
    { name: 'on an earlier key', today: '2027-01-20', key: FIRST },
    { name: 'on a key that AWS owns', today: '2027-01-20', key: undefined },
    { name: 'on a key of nobody', today: '2027-01-20', key: `${FIRST}-else` },
    { name: 'for two years, without the next key in the template', today: '2028-01-20', key: SECOND },
  ])('describes it: $name', async ({ today, key }) => {
    const { events } = await inspect(today, on(key));
    expect(events).toHaveLength(1);
    expect([validate(JSON.parse(JSON.stringify(events[0]))), validate.errors]).toEqual([true, null]);
  });

  test('knows every field, and what is required', async () => {
    const { events: [detail] } = await inspect('2027-01-20', on(FIRST));
    expect(Object.keys(schema.properties as object).sort()).toEqual(Object.keys(detail).sort());
    for (const name of schema.required as string[]) {
      const { [name]: _, ...rest } = detail as unknown as Record<string, unknown>;
      expect([name, validate(rest)]).toEqual([name, false]);
    }
  });
});

test('without events, the metric alone', async () => {
  const { lines, events } = await inspect('2027-01-20', on(FIRST), { events: noEvents });
  expect(lines[0]).toMatchObject({ KeyChangeOverdue: 1 });
  expect(events).toEqual([]);
});

test('an event that cannot be sent fails nothing', async () => {
  const detail = 'InternalFailure: oops';
  const { lines, failure } = await inspect('2027-01-20', on(FIRST), { events: { send: async () => detail } });
  expect(failure).toBeUndefined();
  expect(lines.at(-1)).toEqual({
    level: 'ERROR', message: 'the event could not be sent', namespaceName: 'warehouse', detail,
  });
});

test.each<{ name: string; reading: NamespaceReading; message: string }>([
  { name: 'gone', reading: { kind: 'not-found' }, message: 'there is no namespace to inspect' },
  {
    name: 'being changed',
    reading: on(FIRST, 'MODIFYING'),
    message: 'not inspected: the namespace is being changed',
  },
])('a namespace that is $name has no values', async ({ reading, message }) => {
  const { lines, events, failure } = await inspect('2027-01-20', reading);
  expect([lines.map((line) => line.message), events, failure]).toEqual([[message], [], undefined]);
});

test.each(['denied', 'unreadable'] as const)('a namespace that is %s fails the inspection, which is tried again',
  async (kind) => {
    const { lines, failure } = await inspect('2027-01-20', { kind, message: 'why' });
    expect(failure).toBe(`the namespace warehouse could not be inspected: ${kind}`);
    expect(lines).toMatchObject([{ level: 'ERROR', detail: 'why' }]);
  });

test.each<{ name: string; key: Reading<KeyObservation>; detail: string }>([
  { name: 'denied', key: { kind: 'denied', message: 'no' }, detail: 'no' },
  { name: 'unreadable', key: { kind: 'unreadable', message: 'oops' }, detail: 'oops' },
  { name: 'gone', key: { kind: 'read', value: { kind: 'unusable', reason: 'is gone' } }, detail: 'is gone' },
  { name: 'without a date', key: usableSince(undefined), detail: 'DescribeKey gave no creation date' },
])('a key whose age cannot be read has no age: $name', async ({ key, detail }) => {
  const { lines } = await inspect('2027-01-10', on(FIRST), { keys: { describeKey: async () => key } });
  expect(lines[0]).toMatchObject({ message: 'the age of the key is not known', detail });
  expect(lines[1]).toMatchObject(metrics('KeyGeneration', 'KeyChangeOverdue'));
});

describe('the event of the scheduler', () => {
  const parses = (over: object) => v.safeParse(inspectionEventSchema, { inspect: { ...INSPECTION, ...over } }).success;

  test('is parsed', () => expect(parses({})).toBe(true));

  test.each<{ name: string; over: object }>([
    { name: 'a name that is none', over: { namespaceName: 'A B' } },
    { name: 'no calendar', over: { calendar: [] } },
    { name: 'a date that is none', over: { calendar: [{ since: '2026-02-30', generation: 1, months: 1 }] } },
    { name: 'no period', over: { calendar: [{ since: '2026-02-01', generation: 1 }] } },
    { name: 'two periods', over: { calendar: [{ since: '2026-02-01', generation: 1, months: 1, days: 1 }] } },
    { name: 'generation 0', over: { calendar: [{ since: '2026-02-01', generation: 0, months: 1 }] } },
    { name: 'a period of nothing', over: { calendar: [{ since: '2026-02-01', generation: 1, days: 0 }] } },
    { name: 'grace below zero', over: { graceDays: -1 } },
    { name: 'a key without an ARN', over: { keys: [{ generation: 1, arn: 'key' }] } },
  ])('is refused: $name', ({ over }) => expect(parses(over)).toBe(false));
});
