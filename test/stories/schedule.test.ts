/** Ten years of a schedule: a deployment a month, the scheduled pipeline, and the daily inspection. */
import {
  CfnResource, Duration, Stack, aws_codepipeline as codepipeline, aws_iam as iam, type aws_lambda as lambda,
  aws_scheduler_targets as targets,
} from 'aws-cdk-lib';
import { moves, nativeKeyUpdates } from './assertions';
import { inspections, metricLines } from './inspections';
import { NAMESPACE, STACK, World } from './world';
import type { StackOutcome } from '../../simulator/cloudformation';
import {
  KeyChangeProvider, KeyChangeSchedule, KeyPeriod, NamespaceEncryption, RotatableNamespace,
} from '../../src';
import { EVENT_DETAIL_TYPES, EVENTS_VARIABLE, type MetricName } from '../../src/contract';
import { slowTest } from '../scale';

const PIPELINE = 'arn:aws:codepipeline:us-east-1:111122223333:deploy';
const DAY_MS = 24 * 3600 * 1000;
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

/** Yearly since a leap day. From 2030 on every six months: the app says so in good time. */
const YEARLY = KeyChangeSchedule.every(KeyPeriod.years(1), { since: '2024-02-29', generation: 1 });
const FASTER = KeyChangeSchedule.every(KeyPeriod.months(6), { since: '2030-02-28', generation: 7, after: YEARLY });
const FASTER_SINCE = '2030-02-01';

const FIRST = '2024-02-29';
const LAST = '2034-02-28';
/** Nothing is deployed from here to there: the pipeline is broken, and nobody looks. */
const BROKEN = { from: '2027-02-16', to: '2028-03-14' };
/** Something else in the stack fails on this day, so that it rolls back. */
const FAILS = '2029-02-28';

/** When the namespace comes to which key generation, counted by hand. */
const CHANGES: readonly (readonly [date: string, generation: number])[] = [
  [FIRST, 1],
  ['2025-02-28', 2], ['2026-02-28', 3],
  // The year 2027 is missed. Then one change does for two.
  ['2028-03-15', 5],
  // The change of 2029-02-28 is rolled back. The next deployment makes it.
  ['2029-03-15', 6],
  ['2030-02-28', 7], ['2030-08-28', 8], ['2031-02-28', 9], ['2031-08-28', 10], ['2032-02-28', 11], ['2032-08-28', 12],
  ['2033-02-28', 13], ['2033-08-28', 14], ['2034-02-28', 15],
];
/** The days on which the inspection, just after midnight, finds the change overdue. */
const OVERDUE = [{ from: '2027-03-01', to: '2028-03-15' }, { from: '2029-03-01', to: '2029-03-15' }];

const generationOn = (date: string): number => CHANGES.filter(([from]) => from <= date).at(-1)![1];

interface Deployment { readonly date: string; readonly why: string; readonly outcome: StackOutcome }

let world: World;
beforeAll(async () => { world = await World.start({ start: day(FIRST) + 9 * 3600 * 1000 }); });
afterAll(() => world.stop());

/** What a rule for the events of the function makes of it. */
function sendEvents(stack: Stack): void {
  const { function: fn, role } = KeyChangeProvider.of(stack);
  (fn as lambda.Function).addEnvironment(EVENTS_VARIABLE, 'true');
  const resources = [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })];
  role.attachInlinePolicy(new iam.Policy(stack, 'SendEvents', {
    statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources })],
  }));
}

/** The user's app as it is on a day. */
function deploy(date: string): Promise<StackOutcome> {
  const schedule = date < FASTER_SINCE ? YEARLY : FASTER;
  const createAhead = Duration.days(7);
  return world.deploy(world.synth((app) => {
    const stack = new Stack(app, STACK);
    const namespace = new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: NAMESPACE,
      encryption: NamespaceEncryption.keyGenerations(schedule.at({ asOf: date, createAhead, keep: 3 })),
    });
    const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Pipeline', PIPELINE);
    schedule.onDue(stack, 'Due', new targets.CodePipelineStartPipelineExecution(pipeline), { createAhead });
    schedule.remind(namespace, { asOf: date, warnAhead: Duration.days(0) });
    sendEvents(stack);
    const sibling = new CfnResource(stack, 'Sibling', {
      type: 'Test::Resource',
      properties: date === FAILS ? { Value: 'new', FailOn: 'update', Seconds: 5 } : { Value: 'same', Seconds: 5 },
    });
    sibling.node.addDependency(namespace);
  }));
}

slowTest('ten years', async () => {
  const { aws } = world;
  const deployments: Deployment[] = [];
  const keys = new Map<number, string>();
  let seen = 0;
  for (let now = day(FIRST); now <= day(LAST); now += DAY_MS) {
    const date = new Date(now).toISOString().slice(0, 10);
    await aws.clock.advance(Math.max(0, now + 9 * 3600 * 1000 - aws.clock.now()));
    const fired = aws.scheduler.firings.slice(seen).filter(({ targetArn }) => targetArn === PIPELINE);
    seen = aws.scheduler.firings.length;
    const why = date === FIRST ? 'first' : fired.length > 0 ? 'pipeline' : date.endsWith('-15') ? 'monthly' : undefined;
    if (why !== undefined && (date < BROKEN.from || date > BROKEN.to)) {
      deployments.push({ date, why, outcome: await deploy(date) });
      const generation = generationOn(date);
      keys.set(generation, world.generation(generation));
    }
    expect([date, world.liveKey()]).toEqual([date, keys.get(generationOn(date))]);
  }

  // What was deployed: a deployment a month, the pipeline on each due date and a week before.
  const count = (reason: string) => deployments.filter(({ why }) => why === reason).length;
  expect({ monthly: count('monthly'), pipeline: count('pipeline') }).toEqual({ monthly: 120 - 12, pipeline: 12 + 12 });
  const datesOf = (result: StackOutcome['outcome'], reason: string) =>
    deployments.filter(({ why, outcome: { outcome } }) => outcome === result && why === reason).map(({ date }) => date);
  expect([...datesOf('FAILED', 'monthly'), ...datesOf('FAILED', 'pipeline')]).toEqual([FAILS]);
  // A deployment between two dates finds nothing to do: after the missed year, after the rollback, at the new period.
  expect(datesOf('SUCCEEDED', 'monthly')).toEqual(['2028-03-15', '2029-03-15', '2030-02-15']);
  expect(datesOf('NO_CHANGES', 'pipeline')).toEqual([]);

  // Which key the service was asked for: each one once, and in the rollback back and again.
  expect(moves(world)).toEqual([2, 3, 5, 6, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((one) => keys.get(one)));
  expect(nativeKeyUpdates(world)).toEqual([]);

  // What the inspections told, each day once.
  const told = inspections(world);
  expect(told).toHaveLength((day(LAST) - day(FIRST)) / DAY_MS);
  const before = (date: string) => new Date(day(date) - DAY_MS).toISOString().slice(0, 10);
  expect(told).toEqual(told.map(({ date }) => ({
    date,
    generation: generationOn(before(date)),
    isOverdue: OVERDUE.some(({ from, to }) => date >= from && date <= to),
  })));
  const overdueDays = OVERDUE.reduce((sum, { from, to }) => sum + (day(to) - day(from)) / DAY_MS + 1, 0);
  expect(told.filter(({ isOverdue }) => isOverdue)).toHaveLength(overdueDays);

  // Events and metrics: one of each for a change, and none besides. The change that is rolled back is one forward, and
  // one back.
  const changes = moves(world).length;
  const events = (kind: keyof typeof EVENT_DETAIL_TYPES) =>
    aws.eventBridge.taken.filter(({ detailType }) => detailType === EVENT_DETAIL_TYPES[kind]).length;
  expect({ started: events('started'), succeeded: events('succeeded'), overdue: events('overdue') })
    .toEqual({ started: changes, succeeded: changes, overdue: overdueDays });
  expect(aws.eventBridge.taken).toHaveLength(2 * changes + overdueDays);
  const total = (name: MetricName) => metricLines(world).reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
  expect({
    started: total('KeyChangeStarted'),
    succeeded: total('KeyChangeSucceeded'),
    failed: total('KeyChangeFailed'),
    unattended: total('KeyChangeUnattended'),
    overdue: total('KeyChangeOverdue'),
  }).toEqual({ started: changes, succeeded: changes, failed: 0, unattended: 0, overdue: overdueDays });
}, 600_000);
