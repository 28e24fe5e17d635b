/** The recipes of docs/schedule.md. Each fence is, word by word, the body of one function below. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App, Duration, Stack, Stage, aws_cloudwatch_actions as actions, aws_codebuild as codebuild,
  aws_codepipeline as codepipeline, aws_scheduler_targets as targets, aws_sns as sns,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { moves, nativeKeyUpdates } from './assertions';
import { inspections } from './inspections';
import { NAMESPACE, STACK, World } from './world';
import type { StackOutcome } from '../../simulator/cloudformation';
import {
  KeyChangeSchedule, KeyPeriod, NamespaceEncryption, NamespaceKeyRule, RotatableNamespace,
} from '../../src';
import { synth as synthesize } from '../private/checks/support';
import { read } from '../project/documents';
import { ALIAS, KEY, only, WINDOW } from '../templates';

const PIPELINE_ARN = 'arn:aws:codepipeline:us-east-1:111122223333:deploy';
const done = { status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/) as string };

type Build = (stack: Stack) => void;

const aPipelineOnASchedule: Build = (stack) => {
  // docs: a pipeline on a schedule
  const schedule = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1 });
  const createAhead = Duration.days(7);

  new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.keyGenerations(
      schedule.at({ asOf: KeyChangeSchedule.asOfContext(stack), createAhead, keep: 5 }),
    ),
  });

  const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'Pipeline', PIPELINE_ARN);
  schedule.onDue(stack, 'KeyChangeDue', new targets.CodePipelineStartPipelineExecution(pipeline), { createAhead });
  // docs: end
};

const aPullRequest = (KEY_GENERATION: number): Build => (stack) => {
  const topic = new sns.Topic(stack, 'Topic');
  // docs: a pull request on a schedule
  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.keyGenerations({ active: KEY_GENERATION }), // what the pull request raises
  });

  const schedule = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1 });
  const overdue = schedule.remind(warehouse, {
    asOf: KeyChangeSchedule.asOfContext(stack),
    warnAhead: Duration.days(30),
    grace: Duration.days(14),
  });
  overdue.addAlarmAction(new actions.SnsAction(topic));

  const project = codebuild.Project.fromProjectName(stack, 'OpenPullRequest', 'open-pull-request');
  schedule.onDue(stack, 'PullRequest', new targets.CodeBuildStartBuild(project));
  // docs: end
};

const aMaintenanceWindow: Build = (stack) => {
  // docs: a maintenance window
  const schedule = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-18', generation: 1 });

  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.keyGenerations(schedule.at({ asOf: KeyChangeSchedule.asOfContext(stack) })),
  });

  // At 02:00 UTC on the due date. This pipeline commits the day's date to cdk.json, then deploys.
  const pipeline = codepipeline.Pipeline.fromPipelineArn(stack, 'MaintenanceWindow', PIPELINE_ARN);
  schedule.onDue(stack, 'KeyChangeDue', new targets.CodePipelineStartPipelineExecution(pipeline), {
    timeOfDay: Duration.hours(2),
  });

  // A window that was skipped is told of after a week.
  schedule.remind(warehouse, {
    asOf: KeyChangeSchedule.asOfContext(stack), warnAhead: Duration.days(0), grace: Duration.days(7),
  });
  // docs: end
};

const manyAccounts = (app: App): void => {
  // docs: many accounts
  const accounts = [
    { name: 'Development', account: '111122223333', since: '2026-01-05' },
    { name: 'Production', account: '444455556666', since: '2026-01-15' },
  ];
  for (const { name, account, since } of accounts) {
    const stage = new Stage(app, name, { env: { account, region: 'eu-west-1' } });
    const stack = new Stack(stage, 'Warehouse');
    const schedule = KeyChangeSchedule.every(KeyPeriod.months(12), { since, generation: 1 });
    const warehouse = new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: 'warehouse',
      encryption: NamespaceEncryption.keyGenerations(schedule.at({ asOf: KeyChangeSchedule.asOfContext(app) })),
    });
    schedule.remind(warehouse, { asOf: KeyChangeSchedule.asOfContext(app), warnAhead: Duration.days(0) });
  }
  // docs: end
};

const anotherPeriod = (): KeyChangeSchedule => {
  // docs: another period
  const yearly = KeyChangeSchedule.every(KeyPeriod.months(12), { since: '2026-01-15', generation: 1 });
  // Twice a year, from the key change of 2028 on.
  const schedule = KeyChangeSchedule.every(KeyPeriod.months(6), { since: '2028-01-15', generation: 3, after: yearly });
  // docs: end
  return schedule;
};

const evidence: Build = (stack) => {
  const warehouse = new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
  const archive = new RotatableNamespace(stack, 'Archive', { namespaceName: 'archive' });
  // docs: evidence by AWS Config
  new NamespaceKeyRule(stack, 'NamespaceKeys', { namespaces: [warehouse, archive] });
  // docs: end
};

const appOf = (asOf: string): App => new App({ context: { [KeyChangeSchedule.AS_OF_CONTEXT_KEY]: asOf } });

describe('deployed', () => {
  let world: World;
  beforeEach(async () => { world = await World.start({ start: Date.UTC(2026, 0, 20, 9) }); });
  afterEach(async () => {
    expect(nativeKeyUpdates(world)).toEqual([]);
    await world.stop();
  });

  const today = (): string => new Date(world.aws.clock.now()).toISOString().slice(0, 10);
  const deploy = (build: Build, asOf = today()): Promise<StackOutcome> => world.deploy(world.synth((app) => {
    app.node.setContext(KeyChangeSchedule.AS_OF_CONTEXT_KEY, asOf);
    build(new Stack(app, STACK));
  }));
  /** Lets time pass until the morning of a day. */
  const until = (date: string) =>
    world.aws.clock.advance(Date.parse(`${date}T09:00:00Z`) - world.aws.clock.now());
  const firings = (arn: string) => world.aws.scheduler.firings.filter(({ targetArn }) => targetArn === arn)
    .map(({ at }) => new Date(at).toISOString().slice(0, 16));
  const overdueDays = () => inspections(world).filter(({ isOverdue }) => isOverdue).map(({ date }) => date);
  const keys = () => Object.values(world.cloudFormation.describe(STACK).resources)
    .filter(({ logicalId }) => logicalId.includes('KeyGeneration')).length;

  test('a pipeline on a schedule', async () => {
    expect(await deploy(aPipelineOnASchedule)).toMatchObject(done);
    const first = world.liveKey();
    await until('2027-01-08');
    expect(firings(PIPELINE_ARN)).toEqual(['2027-01-08T00:00']);
    expect(await deploy(aPipelineOnASchedule)).toMatchObject(done);
    expect([keys(), world.liveKey()]).toEqual([2, first]);
    await until('2027-01-15');
    expect(firings(PIPELINE_ARN)).toEqual(['2027-01-08T00:00', '2027-01-15T00:00']);
    expect(await deploy(aPipelineOnASchedule)).toMatchObject(done);
    expect(world.liveKey()).toBe(world.generation(2));
    expect(await deploy(aPipelineOnASchedule, '2027-03-01')).toMatchObject({ outcome: 'NO_CHANGES' });
    // Two dates were missed: one key change.
    expect(await deploy(aPipelineOnASchedule, '2029-03-01')).toMatchObject(done);
    expect(moves(world)).toEqual([2, 4].map((one) => world.generation(one)));
    expect(keys()).toBe(4);
    // Five years later the first key has left the stack, and is retained.
    expect(await deploy(aPipelineOnASchedule, '2031-03-01')).toMatchObject(done);
    expect(keys()).toBe(5);
    expect(world.liveKey()).toBe(world.generation(6));
  });

  test('a pull request on a schedule', async () => {
    expect(await deploy(aPullRequest(1))).toMatchObject(done);
    const project = 'arn:aws:codebuild:us-east-1:111122223333:project/open-pull-request';
    await until('2027-01-15');
    expect(firings(project)).toEqual(['2027-01-15T00:00']);
    await until('2027-01-31');
    expect(overdueDays()).toEqual(['2027-01-30', '2027-01-31']);
    expect(await deploy(aPullRequest(2))).toMatchObject(done);
    await until('2027-02-01');
    expect(inspections(world).at(-1)).toEqual({ date: '2027-02-01', generation: 2, isOverdue: false });
    expect(overdueDays()).toHaveLength(2);
    expect(world.liveKey()).toBe(world.generation(2));
  });

  test('a maintenance window, and a hotfix after the due date', async () => {
    expect(await deploy(aMaintenanceWindow)).toMatchObject(done);
    const first = world.liveKey();
    await until('2027-01-20');
    expect(firings(PIPELINE_ARN)).toEqual(['2027-01-18T02:00']);
    // A hotfix with the date of cdk.json leaves the key as it is.
    expect(await deploy(aMaintenanceWindow, '2026-12-20')).toMatchObject({ outcome: 'NO_CHANGES' });
    expect(world.liveKey()).toBe(first);
    await until('2027-01-26');
    expect(overdueDays()).toEqual(['2027-01-26']);
    // A hotfix with the date of its day changes it.
    expect(await deploy(aMaintenanceWindow)).toMatchObject(done);
    expect(world.liveKey()).toBe(world.generation(2));
    // The date goes back: the key that the namespace is on would leave the template.
    expect((await deploy(aMaintenanceWindow, '2026-12-20')).cause).toContain('goes down from 2');
  });

  test('evidence by AWS Config', async () => {
    expect(await deploy(evidence)).toMatchObject(done);
    const { resources } = world.cloudFormation.describe(STACK);
    expect(Object.values(resources).filter(({ logicalId }) => logicalId.startsWith('NamespaceKeys'))).toHaveLength(1);
    expect(world.liveKey(NAMESPACE)).toBeDefined();
  });
});

test('a pull request on a schedule: the synthesis warns', () => {
  const warnings = (asOf: string) => {
    const stack = new Stack(appOf(asOf), STACK);
    aPullRequest(1)(stack);
    return synthesize(stack).reported;
  };
  expect(['2026-12-15', '2026-12-16', '2027-01-29', '2027-01-30'].map(warnings))
    .toEqual([[], ['keyChangeDue'], ['keyChangeDue'], ['keyChangeOverdue']]);
});

test('many accounts: each one follows its own dates', () => {
  const generations = (asOf: string) => {
    const app = appOf(asOf);
    manyAccounts(app);
    return ['Development', 'Production'].map((name) => {
      const stage = app.node.findChild(name);
      const template = Template.fromStack(stage.node.findChild('Warehouse') as Stack);
      const [, window] = only(template, WINDOW);
      const [, alias] = only(template, ALIAS);
      const [active] = /KeyGeneration\d/.exec(JSON.stringify(window.Properties.KmsKeyId))!;
      expect(JSON.stringify(alias.Properties.TargetKeyId)).toContain(active);
      expect(Object.keys(template.findResources(KEY))).toHaveLength(Number(active.slice('KeyGeneration'.length)));
      return active;
    });
  };
  expect(generations('2027-01-04')).toEqual(['KeyGeneration1', 'KeyGeneration1']);
  expect(generations('2027-01-05')).toEqual(['KeyGeneration2', 'KeyGeneration1']);
  expect(generations('2027-01-15')).toEqual(['KeyGeneration2', 'KeyGeneration2']);
});

test('another period', () => {
  const at = (asOf: string) => anotherPeriod().at({ asOf }).active;
  expect(['2027-07-15', '2028-01-14', '2028-01-15', '2028-07-14', '2028-07-15'].map(at)).toEqual([2, 2, 3, 3, 4]);
});

describe('the document', () => {
  const margin = (text: string) => Math.min(...text.split('\n').filter(Boolean).map((line) => line.search(/\S/)));
  const trim = (text: string) => text.split('\n').map((line) => line.slice(margin(text))).join('\n').trim();
  const all = (text: string, pattern: RegExp) =>
    Object.fromEntries([...text.matchAll(pattern)].map(([, name, code]) => [name, trim(code)]));

  test('has these recipes, and one line more', () => {
    const recipes = all(readFileSync(join(__dirname, 'schedule.recipes.test.ts'), 'utf8'),
      /^ *\/\/ docs: (?!end)(.+)\n([^]*?)^ *\/\/ docs: end$/gm);
    const page = read('docs/schedule.md');
    const fences = all(page, /^<!-- schedule\.recipes\.test\.ts: (.+) -->\n```ts\n([^]*?)^```$/gm);
    expect(fences).toEqual(recipes);
    const [first, ...others] = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code.trim());
    expect(others).toHaveLength(Object.keys(recipes).length);
    // The schedule of the introduction is the one of the recipes.
    expect(recipes['a pipeline on a schedule']).toContain(first);
  });

  test('names the context key and the metric as the code does', () => {
    const page = read('docs/schedule.md');
    expect(page).toContain(`-c ${KeyChangeSchedule.AS_OF_CONTEXT_KEY}=$(date -u +%F)`);
    expect(page).toContain(`"${KeyChangeSchedule.AS_OF_CONTEXT_KEY}"`);
  });
});
