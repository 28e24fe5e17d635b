import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Moto } from './moto';
import type { StackOutcome, StackSource } from '../../simulator/cloudformation';
import { LambdaError, type FunctionProperties } from '../../simulator/lambda-host';
import type { FaultPlan } from '../../simulator/types';
import { NamespaceEncryption, RotatableNamespace } from '../../src';
import { World } from '../../test/stories/world';
import type { Python } from '../support/python';
import { RealTime } from '../support/real-time';
import type { Tally } from '../support/tally';

const HOUR_MS = 3600_000;
/** The shortest key change takes a minute; these take so much of it. */
const DURATION_FACTOR = 0.2;
const PROGRAM = join(__dirname, 'function-process.cjs');

/** What a key change meets, and what it must come to. */
interface Story {
  /** of its stack and its namespace; short, so that the names of roles are not cut */
  readonly name: string;
  readonly title: string;
  /** the answer to an UpdateNamespace of the function, by its number */
  readonly answer?: (call: number) => ReturnType<FaultPlan>;
  readonly isThrottledOnce?: boolean;
  readonly isKilledAfterUpdate?: boolean;
  readonly status: string;
  /** what has become of each UpdateNamespace of the function */
  readonly updates: readonly string[];
}

const error = (code: string, message: string, httpStatus = 400) =>
  ({ kind: 'error', code, message, httpStatus }) as const;
const CONFLICT = error('ConflictException', 'There is an operation running on the namespace.', 409);
const THROTTLED = error('ThrottlingException', 'Rate exceeded');
const INVALID = error('ValidationException', 'The key cannot be used.');

const STORIES: readonly Story[] = [
  {
    name: 'refused',
    title: 'an update is refused, and sent again',
    answer: (call) => (call === 1 ? CONFLICT : undefined),
    status: 'UPDATE_COMPLETE',
    updates: ['ConflictException', 'ok'],
  },
  {
    name: 'throttled',
    title: 'an update is throttled, and sent again',
    answer: (call) => (call === 1 ? THROTTLED : undefined),
    status: 'UPDATE_COMPLETE',
    updates: ['ThrottlingException', 'ok'],
  },
  {
    name: 'crowded',
    title: 'Lambda throttles the update, which is sent later',
    isThrottledOnce: true,
    status: 'UPDATE_COMPLETE',
    updates: ['ok'],
  },
  {
    name: 'killed',
    title: 'the function is killed after the update, which is not repeated',
    isKilledAfterUpdate: true,
    status: 'UPDATE_COMPLETE',
    updates: ['ok'],
  },
  {
    name: 'invalid',
    title: 'an update is refused for good, and the deployment rolls back',
    answer: () => INVALID,
    status: 'UPDATE_ROLLBACK_COMPLETE',
    updates: ['ValidationException'],
  },
];

interface StepPayload {
  readonly step?: string;
  readonly state?: { readonly request: { readonly namespaceName: string } };
}

/** Replaces the simulator's way to run a function by a process for each invocation. */
class FunctionProcesses {
  public readonly killed: string[] = [];
  public started = 0;
  private readonly throttled = new Set<string>();

  constructor(private readonly world: World) {
    const { lambda } = world.aws;
    const { variables } = lambda as unknown as { variables(target: FunctionProperties): Record<string, string> };
    const attempt = (target: FunctionProperties, payload: unknown): Promise<unknown> =>
      this.invoke(target, variables.call(lambda, target), payload as StepPayload);
    Object.assign(lambda, { attempt });
  }

  private async invoke(
    { folder }: FunctionProperties, env: Record<string, string>, payload: StepPayload,
  ): Promise<unknown> {
    const name = payload.state?.request.namespaceName ?? '';
    const story = STORIES.find((each) => each.name === name);
    const isUpdate = payload.step === 'update';
    if (isUpdate && story?.isThrottledOnce && !this.throttled.has(name)) {
      this.throttled.add(name);
      throw new LambdaError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    }
    this.started += 1;
    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...env, BUNDLE: join(folder, 'index.js') }, stdio: ['pipe', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    child.stdin.end(JSON.stringify(payload));
    const watch = isUpdate && story?.isKilledAfterUpdate
      ? setInterval(() => { if (this.updatesOf(name).includes('ok')) { child.kill('SIGKILL'); } }, 10)
      : undefined;
    const [, signal] = await once(child, 'close') as [number | null, NodeJS.Signals | null];
    clearInterval(watch);
    if (signal !== null) {
      this.killed.push(`${name}: ${signal}`);
      throw new LambdaError('Runtime.ExitError', `signal: ${signal}`);
    }
    const { outcome } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
      readonly outcome: { readonly result?: unknown; readonly errorType?: string; readonly errorMessage?: string };
    };
    if (outcome.errorType !== undefined) { throw new LambdaError(outcome.errorType, outcome.errorMessage ?? ''); }
    return outcome.result;
  }

  /** What has become of the updates of a namespace. */
  public updatesOf(name: string): string[] {
    return this.world.updates().filter(({ input }) => input.namespaceName === name).map(({ outcome }) => outcome);
  }
}

const sourceOf = (world: World, name: string, active: number): StackSource => world.synth((app) => {
  new RotatableNamespace(new Stack(app, name), 'Namespace', {
    namespaceName: name, encryption: NamespaceEncryption.keyGenerations({ active, newest: active }),
  });
}, name);

/** Key changes on moto, with the shipped bundle in processes of its own, timed by the machine's clock. */
export async function testOnRealClock(tally: Tally, environment: Python): Promise<void> {
  const world = await World.start({ seed: 7, start: Date.now() - HOUR_MS });
  const { aws } = world;
  const moto = await Moto.start(environment, aws.clock);
  aws.stepFunctions.interpreter = moto.machines;
  let time: RealTime | undefined;
  try {
    for (const { name } of STORIES) {
      await world.deploy(sourceOf(world, name, 1));
      aws.redshift.setDurationFactor(name, DURATION_FACTOR);
    }
    const before = new Map(STORIES.map(({ name }) => [name, world.liveKey(name)]));
    await aws.clock.advance(Date.now() - aws.clock.now());
    const functions = new FunctionProcesses(world);
    const calls = new Map<string, number>();
    aws.setFaultPlan(({ operation, principal, input }) => {
      if (operation !== 'UpdateNamespace' || !principal.includes('FunctionRole')) { return undefined; }
      const name = String(input.namespaceName);
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return STORIES.find((each) => each.name === name)?.answer?.(calls.get(name)!);
    });
    time = new RealTime(aws, 1);
    const began = Date.now();
    const outcomes = await Promise.all(STORIES.map(({ name }): Promise<StackOutcome> =>
      world.cloudFormation.deploy(sourceOf(world, name, 2))));
    const seconds = Math.round((Date.now() - began) / 1000);
    for (const [index, { name, title, status, updates, isKilledAfterUpdate }] of STORIES.entries()) {
      await tally.test(`on moto and the machine's clock (${seconds} s for all): ${title}`, () => {
        assert.equal(outcomes[index]!.status, status);
        assert.deepEqual(functions.updatesOf(name), updates);
        const hasMoved = world.liveKey(name) !== before.get(name);
        assert.equal(hasMoved, status === 'UPDATE_COMPLETE');
        assert.equal(functions.killed.includes(`${name}: SIGKILL`), isKilledAfterUpdate === true);
      });
    }
    await tally.test(`the shipped bundle ran in ${functions.started} processes`, () =>
      assert.ok(functions.started > 4 * STORIES.length));
  } finally {
    await time?.stop();
    await moto.stop();
    await world.stop();
  }
}
