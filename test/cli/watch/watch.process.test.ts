/** The program as a process, against the simulator over HTTP, with exactly the permissions that its help names. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Duration } from 'aws-cdk-lib';
import { OPTIONAL_READS, READS, startWatch } from './support';
import { xmlFault } from '../../../cli/picture/well-formed';
import { RealTime } from '../../../conformance/support/real-time';
import { KeyChangeTimeout } from '../../../src';
import { read } from '../../project/documents';
import { slowTest } from '../../scale';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World, type AppVersion } from '../../stories/world';
import { passTime, type Program } from '../process';

interface Line extends Record<string, unknown> { readonly type: string; readonly at: string }

const ajv = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true }));
const isLine = ajv.compile(JSON.parse(read('docs/schemas/watch.schema.json')) as object);

/** The lines of `--json`, each of which is as the schema says. */
const linesOf = (out: string): Line[] => out.trim().split('\n').map((text) => {
  const line = JSON.parse(text) as Line;
  if (!isLine(line)) { throw new Error(`${text}: ${ajv.errorsText(isLine.errors)}`); }
  return line;
});

let world: World;
let folder: string;
beforeEach(async () => {
  world = await World.start();
  folder = mkdtempSync(join(tmpdir(), 'watch-test-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.stop();
});

const start = (args: readonly string[], actions?: readonly string[]) => startWatch(world, args, actions);
const follow = (program: Program, stepMs = 60_000) =>
  passTime(world.aws, program, 'DescribeStacks', 'operator', stepMs);
const calls = () => world.aws.calls.filter(({ principal }) => principal === 'operator');

/** Deploys generation 1, and half an hour later there is a recovery point that states the size. */
async function deployed(tebibytes: number, version: AppVersion = onGeneration(1)): Promise<void> {
  await world.deploy(version);
  world.load(tebibytes);
  await world.aws.clock.advance(40 * 60_000);
}

test('from before the deployment to its end: lines for a program, and the picture', async () => {
  await deployed(24);
  const picture = join(folder, 'deep', 'change.svg');
  const program = start([STACK, '--json', '--wait', '30', '--out', picture]);
  await program.prints('"type":"namespace"');
  const deployment = world.cloudFormation.deploy(world.source(onGeneration(2)));
  await follow(program);
  const { code, out, err } = await program.ended;
  await world.run(deployment);
  expect({ code, err }).toEqual({ code: 0, err: '' });

  const lines = linesOf(out);
  const of = (type: string) => lines.filter((line) => line.type === type);
  expect(lines[0]).toMatchObject({
    type: 'watching', stack: STACK, namespaces: [{ name: NAMESPACE, sizeInMegabytes: 24 * 2 ** 20 }],
  });
  expect(of('started')).toMatchObject([{ takenUp: false, estimatedSeconds: 45 * 60 }]);
  const elapsed = of('progress').map(({ elapsedSeconds }) => Number(elapsedSeconds));
  expect(elapsed.length).toBeGreaterThan(30);
  expect(elapsed).toEqual([...elapsed].sort((a, b) => a - b));
  expect(of('progress').every(({ longerThanTypical }) => longerThanTypical === false)).toBe(true);
  expect(of('progress')[5]).toMatchObject({ window: { number: 1, of: 1 } });
  expect(Number(of('ended')[0]?.tookSeconds)).toBeGreaterThan(44 * 60);
  expect(Number(of('ended')[0]?.tookSeconds)).toBeLessThan(48 * 60);
  expect(of('namespace').map(({ status, kmsKeyArn }) => [status, kmsKeyArn])).toEqual([
    ['AVAILABLE', world.generation(1)], ['MODIFYING', world.generation(1)], ['AVAILABLE', world.generation(2)],
  ]);
  expect(lines.at(-1)).toMatchObject({
    type: 'outcome',
    endedWell: true,
    stackStatus: 'UPDATE_COMPLETE',
    failed: null,
    next: [],
    namespaces: [{ name: NAMESPACE, status: 'AVAILABLE', key: `generation 2 (${world.generation(2)})` }],
  });
  // What had happened before somebody waited for a deployment is no news.
  expect(of('event')[0]).toMatchObject({ logicalId: STACK, status: 'UPDATE_IN_PROGRESS' });
  const events = of('event').map(({ logicalId, status }) => `${String(logicalId)} ${String(status)}`);
  const told = world.cloudFormation.eventsOf(STACK)!.map(({ logicalId, status }) => `${logicalId} ${status}`);
  expect(told.join('\n')).toContain(events.join('\n'));
  expect(events.at(-1)).toBe(`${STACK} UPDATE_COMPLETE`);

  const svg = readFileSync(picture, 'utf8');
  expect(xmlFault(svg)).toBeUndefined();
  expect(svg).toContain('key change starts');
  expect(svg).toContain('key generation 2<');
  expect(svg).not.toContain('virtual time');
  // Reads, and no more than the help names.
  expect(new Set(calls().map(({ service, operation }) => `${service}:${operation}`)))
    .toEqual(new Set([...READS, ...OPTIONAL_READS]));
  expect(calls().every(({ outcome }) => outcome === 'ok')).toBe(true);
});

slowTest('in real time: a person reads what happens, and a picture for a page', async () => {
  await deployed(2);
  const deployment = world.cloudFormation.deploy(world.source(onGeneration(2)));
  const time = new RealTime(world.aws, 60);
  const picture = join(folder, 'change.png');
  const program = start([STACK, '--out', picture]);
  const { code, out, err } = await program.ended;
  await time.stop();
  await world.run(deployment);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^stack Warehouse in us-east-1: UPDATE_/);
  expect(out).toContain('namespace warehouse: 2 TB by its newest recovery point');
  expect(out).toMatch(/it typically takes about 3 min 45 s \(15 min per 8 TB/);
  expect(out).toContain('It cannot be cancelled');
  expect(out).toMatch(/ {2}warehouse: \d+ % .* of about 3 min 45 s · window has \d+ min left · next observation/);
  expect(out).toMatch(/the key change of warehouse has ended, after /);
  expect(out).toMatch(/\nthe stack is UPDATE_COMPLETE\nnamespace warehouse is AVAILABLE, on generation 2 \(arn:/);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
});

slowTest('takes up a change that runs already, and says when it takes longer than typical', async () => {
  await deployed(8);
  world.aws.redshift.setDurationFactor(NAMESPACE, 2);
  const deployment = world.cloudFormation.deploy(world.source(onGeneration(2)));
  await world.aws.clock.advance(12 * 60_000);
  const program = start([STACK, '--json']);
  await follow(program);
  const { code, out } = await program.ended;
  await world.run(deployment);
  expect(code).toBe(0);
  const lines = linesOf(out);
  const [started] = lines.filter(({ type }) => type === 'started');
  expect(started).toMatchObject({ takenUp: true, estimatedSeconds: 15 * 60 });
  const sent = world.updates()[0]!.at;
  expect(Math.abs(Date.parse(started!.at) - sent)).toBeLessThan(10_000);
  const over = lines.filter(({ type, longerThanTypical }) => type === 'progress' && longerThanTypical === true);
  expect(over.length).toBeGreaterThan(10);
  expect(Number(over[0]!.elapsedSeconds)).toBeGreaterThan(15 * 60);
});

slowTest('a chain of windows is one change', async () => {
  const keyChangeTimeout = KeyChangeTimeout.upTo(Duration.hours(2));
  await deployed(40, { ...onGeneration(1), keyChangeTimeout });
  const deployment = world.cloudFormation.deploy(world.source({ ...onGeneration(2), keyChangeTimeout }));
  await world.aws.clock.advance(65 * 60_000);
  const program = start([STACK, '--json']);
  await follow(program, 60_000);
  const { code, out } = await program.ended;
  await world.run(deployment);
  expect(code).toBe(0);
  const lines = linesOf(out);
  expect(lines.find(({ type }) => type === 'progress')).toMatchObject({ window: { number: 2, of: 3 } });
  const started = lines.find(({ type }) => type === 'started')!;
  expect(Math.abs(Date.parse(started.at) - world.updates()[0]!.at)).toBeLessThan(10_000);
});

slowTest('goes on after the deployment, while a change that outlived it runs', async () => {
  await deployed(40);
  const outcome = await world.deploy(onGeneration(2), { disableRollback: true });
  expect(outcome).toMatchObject({ status: 'UPDATE_FAILED' });
  expect(world.aws.redshift.view(NAMESPACE)?.status).toBe('MODIFYING');
  const program = start([STACK, '--json']);
  await follow(program, 60_000);
  const { code, out } = await program.ended;
  expect(code).toBe(1);
  const lines = linesOf(out);
  expect(lines.find(({ type }) => type === 'progress')).toMatchObject({ window: null });
  expect(lines.at(-1)).toMatchObject({
    endedWell: false,
    stackStatus: 'UPDATE_FAILED',
    failed: { reason: expect.stringContaining('still runs after 55 minutes') as string },
    namespaces: [{ status: 'AVAILABLE', key: `generation 2 (${world.generation(2)})` }],
    next: [expect.stringContaining('its remedy is in'), expect.stringContaining('deploy the same template again')],
  });
  // And that is what to do.
  expect(await world.deploy(onGeneration(2))).toMatchObject({ status: 'UPDATE_COMPLETE' });
});

test('a rollback is two changes, and ends badly', async () => {
  await deployed(8);
  const program = start([STACK, '--json', '--wait', '30']);
  await program.prints('"type":"namespace"');
  const deployment = world.cloudFormation.deploy(world.source({ ...onGeneration(2), ...SIBLING_FAILS }));
  await follow(program, 30_000);
  const { code, out } = await program.ended;
  await world.run(deployment);
  expect(code).toBe(1);
  const lines = linesOf(out);
  expect(lines.filter(({ type }) => type === 'started')).toHaveLength(2);
  // Begin and end are seen within one step of the clock, and a change takes 15 minutes.
  const steps = lines.filter(({ type }) => type === 'ended').map(({ tookSeconds }) => Number(tookSeconds) / 60 - 15);
  expect(steps).toHaveLength(2);
  for (const late of steps) { expect(Math.abs(late - 0.5)).toBeLessThan(1.5); }
  expect(lines.at(-1)).toMatchObject({
    stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
    failed: { logicalId: 'Sibling' },
    namespaces: [{ key: `generation 1 (${world.generation(1)})` }],
  });
});

slowTest('without the optional permissions: no estimate, and the window alone tells that a change runs', async () => {
  await deployed(4);
  const deployment = world.cloudFormation.deploy(world.source(onGeneration(2)));
  await world.aws.clock.advance(3 * 60_000);
  const program = start([STACK], READS);
  await follow(program);
  const { code, out } = await program.ended;
  await world.run(deployment);
  expect(code).toBe(0);
  expect(out).toContain('the service states no size');
  expect(out).toMatch(/ {2}warehouse: \d+ min.* · window has \d+ min left/);
  expect(out).toContain('the key change of warehouse has ended');
});

describe('when nothing runs', () => {
  test('says so, and judges the stack', async () => {
    await deployed(1);
    const program = start([STACK]);
    await follow(program);
    const { code, out } = await program.ended;
    expect(code).toBe(0);
    expect(out).toContain('nothing runs: no deployment, and no key change');
  });

  test('a stack that rolled back is judged as well', async () => {
    await deployed(1);
    await world.deploy({ ...onGeneration(2), ...SIBLING_FAILS });
    const program = start([STACK]);
    await follow(program);
    const { code, out } = await program.ended;
    expect(code).toBe(1);
    expect(out).toMatch(/the stack is UPDATE_ROLLBACK_COMPLETE/);
    expect(out).toMatch(/first failure: Sibling: /);
    expect(out).toMatch(/\nnext\n {2}1\. read the reason above/);
  });
});

test('Ctrl+C ends it, and touches nothing', async () => {
  await deployed(24);
  const deployment = world.cloudFormation.deploy(world.source(onGeneration(2)));
  await world.aws.clock.advance(10 * 60_000);
  const program = start([STACK]);
  await program.prints('  warehouse: ');
  program.interrupt();
  expect((await program.ended).code).toBe(130);
  expect(await world.run(deployment)).toMatchObject({ status: 'UPDATE_COMPLETE' });
});
