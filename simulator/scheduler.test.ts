import { localCloudFormation } from './cloudformation';
import { Bench } from './cloudformation/fake-host';
import { LocalAws } from './local-aws';
import { parseSchedule } from './services/schedule-expression';

const after = Date.UTC(2026, 0, 15, 9);

test.each<{ expression: string; want: string[] }>([
  { expression: 'cron(30 2 * * ? *)', want: ['2026-01-16T02:30', '2026-01-17T02:30', '2026-01-18T02:30'] },
  { expression: 'cron(0 10 15 1 ? *)', want: ['2026-01-15T10:00', '2027-01-15T10:00', '2028-01-15T10:00'] },
  { expression: 'cron(0 0 L 2,4 ? *)', want: ['2026-02-28T00:00', '2026-04-30T00:00', '2027-02-28T00:00'] },
  { expression: 'cron(0 0 29 2 ? *)', want: ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00'] },
  { expression: 'cron(0 0 15 1 ? 2028/2)', want: ['2028-01-15T00:00', '2030-01-15T00:00', '2032-01-15T00:00'] },
  { expression: 'cron(0 9 15 1 ? 2198/1)', want: ['2198-01-15T09:00', '2199-01-15T09:00', 'never'] },
])('$expression', ({ expression, want }) => {
  const times = parseSchedule(expression);
  let at: number | undefined = after;
  const found = want.map(() => {
    at = times.next(at!);
    return at === undefined ? 'never' : new Date(at).toISOString().slice(0, 16);
  });
  expect(found).toEqual(want);
});

test.each([
  'rate(1 day)', 'at(2027-01-15T00:00:00)', 'cron(0 0 15 1 *)', 'cron(*/5 0 15 1 ? *)', 'cron(0 0 ? 1 MON ? *)',
  'cron(0 0 ? 1 2 *)', 'cron(0 24 1 1 ? *)', 'cron(60 0 1 1 ? *)', 'cron(0 0 1-5 1 ? *)', 'cron(0 0 1 JAN ? *)',
])('refused: %s', (expression) => {
  expect(() => parseSchedule(expression)).toThrow(`got: ${expression}`);
});

const target = { Arn: 'arn:aws:codepipeline:us-east-1:111122223333:deploy', RoleArn: 'arn:aws:iam::1:role/role' };
const schedule = (change: object = {}) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: 'yearly',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ScheduleExpression: 'cron(0 0 15 1 ? *)',
    ScheduleExpressionTimezone: 'Etc/UTC',
    Target: target,
    ...change,
  },
});

describe('in a stack', () => {
  let aws: LocalAws;
  beforeEach(async () => { aws = await LocalAws.start(); });
  afterEach(() => aws.stop());
  const source = (resources: object) =>
    ({ stackName: 'Stack', template: { Resources: resources }, assetFolder: () => '/nowhere' });
  const days = (n: number) => aws.clock.advance(n * 24 * 3600 * 1000);
  const dates = () => aws.scheduler.firings.map(({ at }) => new Date(at).toISOString().slice(0, 10));

  test('a schedule fires until it is changed, disabled or deleted', async () => {
    const cloudFormation = localCloudFormation(aws);
    const deploy = (resources: object) => aws.clock.run(cloudFormation.deploy(source({
      ...resources, Group: { Type: 'AWS::Scheduler::ScheduleGroup' }, Rule: { Type: 'AWS::Config::ConfigRule' },
    })));
    await deploy({ Schedule: schedule() });
    await days(400);
    expect(dates()).toEqual(['2027-01-15']);
    expect(aws.scheduler.firings[0]).toMatchObject({ targetArn: target.Arn, outcome: 'ok' });
    await deploy({ Schedule: schedule({ ScheduleExpression: 'cron(0 0 1 6 ? *)' }) });
    await days(365);
    expect(dates()).toEqual(['2027-01-15', '2027-06-01']);
    await deploy({ Schedule: schedule({ State: 'DISABLED' }) });
    await days(365);
    await deploy({ Schedule: schedule() });
    await deploy({});
    await days(365);
    expect(dates()).toEqual(['2027-01-15', '2027-06-01']);
  });

  test('a function needs the permission of the role', async () => {
    const arn = 'arn:aws:lambda:us-east-1:111122223333:function:f';
    aws.iam.putRole('role', { policies: {} });
    aws.scheduler.putSchedule({
      arn: 'schedule', expression: 'cron(0 0 * * ? *)', enabled: true, targetArn: arn, roleName: 'role',
    });
    await days(1);
    expect(aws.scheduler.firings.map(({ outcome }) => outcome)).toEqual([
      expect.stringContaining('is not authorized to perform: lambda:InvokeFunction'),
    ]);
    aws.scheduler.deleteSchedule('schedule');
  });
});

test.each<{ change: object; want: string }>([
  { change: { ScheduleExpression: 'rate(1 day)' }, want: 'the simulator knows cron expressions' },
  { change: { ScheduleExpressionTimezone: 'Europe/Berlin' }, want: 'no time zone but UTC' },
  { change: { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, want: 'no flexible time windows' },
  { change: { FlexibleTimeWindow: undefined }, want: '[FlexibleTimeWindow] not found' },
  { change: { Target: undefined }, want: '[Target] not found' },
])('a stack is refused $want', async ({ change, want }) => {
  const bench = new Bench();
  const real = await LocalAws.start();
  jest.spyOn(bench.host.scheduler, 'putSchedule')
    .mockImplementation((spec) => real.scheduler.putSchedule(spec as never));
  const template = JSON.parse(JSON.stringify({ Schedule: schedule(change) })) as object;
  await expect(bench.deploy(template as never)).resolves.toBe('ROLLBACK_COMPLETE');
  expect(bench.rows().join('\n')).toContain(want);
  await real.stop();
});

test('a start date is refused: EventBridge Scheduler takes none that has passed', async () => {
  const bench = new Bench();
  await expect(bench.deploy({ Schedule: schedule({ StartDate: '2026-01-01T00:00:00Z' }) } as never))
    .rejects.toThrow('extraneous key [StartDate]');
});
