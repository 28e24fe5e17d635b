import * as assert from 'node:assert/strict';
import aslValidator from 'asl-validator';
import { Moto } from './moto';
import { NamespaceEncryption } from '../../src';
import { waiterDefinition } from '../../src/private/waiter-definition';
import { python, type Python } from '../e2e/support/python';
import { Tally } from '../e2e/support/tally';
import { NAMESPACE, World, type AppVersion } from '../stories/world';

const generations = (active: number, newest = active): AppVersion => ({ encryption: NamespaceEncryption.keyGenerations({ active, newest }) });

/** A part of the story: what happens, and which states it must have led through. */
interface Chapter { readonly name: string; readonly tell: (world: World) => Promise<unknown>; readonly through: readonly string[] }

const stepOf = (payload: unknown): unknown => (payload as { step?: unknown }).step;

const STORY: readonly Chapter[] = [
  { name: 'created', tell: (world) => world.deploy(generations(1)), through: ['Look', 'Choose', 'Answer', 'End'] },
  {
    name: 'changed, with 4 TiB',
    tell: (world) => {
      world.load(4);
      return world.deploy(generations(2));
    },
    through: ['Look', 'Choose', 'Wait', 'Ask', 'Answer', 'End'],
  },
  {
    name: 'a look crashes, and is retried',
    tell: (world) => {
      let crashes = 0;
      world.aws.lambda.crashPlan = ({ payload }) => (stepOf(payload) === 'look' && (crashes += 1) <= 3 ? { when: 'afterCall', call: 1 } : undefined);
      return world.deploy(generations(3));
    },
    through: ['Look', 'Ask', 'Answer', 'End'],
  },
  {
    name: 'the ask crashes after it was carried out, and is not repeated',
    tell: (world) => {
      let crashed = false;
      world.aws.lambda.crashPlan = ({ payload }) => {
        if (stepOf(payload) !== 'ask' || crashed) { return undefined; }
        crashed = true;
        return { when: 'afterCall', call: 2 };
      };
      return world.deploy(generations(4));
    },
    through: ['Ask', 'Wait', 'Answer', 'End'],
  },
  {
    name: 'the ask is throttled by Lambda, and comes later',
    tell: (world) => {
      world.aws.lambda.crashPlan = undefined;
      let throttled = 0;
      world.aws.lambda.throttlePlan = ({ payload }) => stepOf(payload) === 'ask' && (throttled += 1) === 1;
      return world.deploy(generations(5));
    },
    through: ['Ask', 'Wait', 'Answer', 'End'],
  },
  {
    name: 'changed while it fails: rolled back',
    tell: (world) => {
      world.aws.redshift.failNextKeyChange(NAMESPACE);
      return world.deploy(generations(6));
    },
    through: ['Ask', 'Answer', 'End'],
  },
];

/** What happened in a world, as far as an interpreter may not change it. */
interface Telling {
  readonly outcomes: unknown[];
  readonly executions: { name: string; status: string; steps: string[] }[];
  readonly calls: unknown[];
  readonly liveKey?: string;
}

async function tell(world: World): Promise<Telling> {
  const outcomes: unknown[] = [];
  for (const chapter of STORY) { outcomes.push(await chapter.tell(world)); }
  // The ends of executions arrive a moment after the deployment's.
  await world.aws.clock.advance(60_000);
  const { executions } = world.aws.stepFunctions;
  return {
    outcomes,
    executions: executions.map(({ name, status, events }) => ({
      name,
      status,
      steps: events.filter(({ type }) => type === 'StateEntered' || type === 'StateExited').map(({ type, state }) => `${type} ${state?.name} (${state?.type})`),
    })),
    calls: world.aws.calls.map(({ service, operation, principal, input, outcome }) => ({ service, operation, principal, input, outcome })),
    liveKey: world.liveKey(),
  };
}

/** Random ids by their order of appearance, no URL and no moment: a cold start more or less moves them by a fraction of a second. */
function anonymous(telling: Telling): Telling {
  const ids = new Map<string, string>();
  const text = JSON.stringify(telling)
    .replace(/(At\\*":)\d+/g, '$10')
    .replace(/http:\/\/127[^"\\]*/g, '(URL)')
    // The second in the name of an execution.
    .replace(/-[0-9a-z]{7}(?=-[0-9a-f]{8}-)/g, '-(second)')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      ids.set(id, ids.get(id) ?? `id ${ids.size + 1}`);
      return ids.get(id)!;
    });
  return JSON.parse(text) as Telling;
}

async function told(environment?: Python): Promise<Telling> {
  const world = await World.start({ seed: 6 });
  const moto = environment && await Moto.start(environment, world.aws.clock);
  if (moto) { world.aws.stepFunctions.interpreter = moto.machines; }
  try {
    return anonymous(await tell(world));
  } finally {
    await moto?.stop();
    await world.stop();
  }
}

async function main(tally: Tally): Promise<void> {
  await tally.test('asl-validator finds nothing', () => {
    const { isValid, errorsText } = aslValidator(waiterDefinition('arn:aws:lambda:us-east-1:111122223333:function:function'), { checkArn: true, checkPaths: true });
    assert.deepEqual({ isValid, text: errorsText('\n') }, { isValid: true, text: '' });
  });
  const environment = await python('aws');
  const ours = await told();
  await tally.test('the story on aws-local-stepfunctions', () => {
    const entered = ours.executions.map(({ steps }) => steps.filter((step) => step.startsWith('StateEntered')).map((step) => step.split(' ')[1]));
    assert.equal(ours.executions.every(({ status }) => status === 'SUCCEEDED'), true);
    STORY.forEach(({ through, name }, index) => assert.ok(through.every((state) => entered[index].includes(state)), `${name}: ${entered[index].join(' → ')}`));
  });
  const theirs = await told(environment);
  await tally.test('the same outcomes on moto', () => assert.deepEqual(theirs.outcomes, ours.outcomes));
  await tally.test('the same executions', () => assert.deepEqual(theirs.executions.map(({ name, status }) => ({ name, status })), ours.executions.map(({ name, status }) => ({ name, status }))));
  for (const [index, { name, steps }] of ours.executions.entries()) {
    await tally.test(`execution ${index + 1} (${name.split('-').pop()}): ${steps.length} steps alike`, () => assert.deepEqual(theirs.executions[index]?.steps, steps));
  }
  await tally.test('the same calls of every service', () => {
    assert.deepEqual(theirs.calls, ours.calls);
    assert.equal(theirs.liveKey, ours.liveKey);
  });
}

void new Tally().main('two interpreters of the Amazon States Language', main);
