import { javascript, type awscdk } from 'projen';
import { DEVELOPMENT } from './folders';

/** Where tests live: in test/, which mirrors src/, and beside the code of everything that is not shipped. */
const TESTED = DEVELOPMENT.filter((folder) => folder !== 'examples');

/** Types alone: nothing in them runs. */
const TYPES_ALONE = [
  'rotatable-namespace-props',
  'rotatable-namespace-ref',
  'key-change-schedule-options',
  'namespace-key-change-props',
  'snapshot-copy',
  'handler/ports',
  'handler/inspection-ports',
  'handler/reconcile/observation',
  'private/checks/namespace-parts',
  'private/provider/provider-parts',
];

export const jestOptions: javascript.JestOptions = {
  updateSnapshot: javascript.UpdateSnapshot.NEVER,
  configFilePath: 'jest.config.json',
  jestConfig: {
    collectCoverageFrom: ['src/**/*.ts', ...TYPES_ALONE.map((file) => `!src/${file}.ts`)],
    coverageThreshold: { lines: 100 },
    testTimeout: 60_000,
    // On two cores Jest would take one: it leaves the other to itself, and does little there.
    maxWorkers: '100%',
    // Environments that the tests of third parties' parts create.
    modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  },
};

/** What the CDK does at each synthesis for people alone: a quarter of the time of a test. */
const QUICK = { CDK_VALIDATION: 'false', CDK_DISABLE_STACK_TRACE: '1' };

/** What `npm test` runs, and each part of it as a task of its own. */
export function addTests(project: awscdk.AwsCdkConstructLibrary): void {
  // projen appends patterns of its own.
  const patterns = TESTED.map((folder) => `<rootDir>/${folder}/**/*.test.ts`);
  project.tryFindObjectFile('jest.config.json')?.addOverride('testMatch', patterns);

  const bundle = project.tasks.tryFind('bundle')!;
  project.addTask('type-check', {
    description: 'ts-jest does not type-check, so this does',
    exec: 'tsc --noEmit -p test/tsconfig.json',
  });
  // The tests that import test/scale.ts.
  const scaled = "$(grep -rlE --include='*.test.ts' \"/(scale|properties)'\" test reliability)";
  project.addTask('test:full', {
    description: 'The tests that npm test runs with small counts, with large ones',
    env: { SCALE: 'full', ...QUICK },
    steps: [{ spawn: 'bundle' }, { exec: `jest --ci --coverage=false ${scaled}`, receiveArgs: true }],
  });

  project.testTask.reset();
  project.testTask.spawn(bundle);
  addIntegrationSnapshot(project);
  project.testTask.exec('tsx projenrc/side-by-side.ts eslint type-check integ:snapshot borders');
  // Coverage and its threshold where CI is set: it takes a fifth of the time.
  const coverage = '$([ -n "$CI" ] && echo true || echo false)';
  project.testTask.exec(`jest --ci --coverage=${coverage}`, { receiveArgs: true });
  for (const [name, value] of Object.entries(QUICK)) { project.testTask.env(name, value); }
}

function addIntegrationSnapshot(project: awscdk.AwsCdkConstructLibrary) {
  const env = {
    CDK_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    TS_NODE_TRANSPILE_ONLY: 'true',
  };
  const runner = 'integ-runner --language typescript --directory conformance/integ --parallel-regions us-east-1';
  project.addTask('integ:update-snapshot', {
    description: 'Writes the snapshots of the integration tests, without AWS',
    env,
    steps: [
      { spawn: 'bundle' },
      { exec: `${runner} --dry-run --update-on-failed` },
      { exec: 'tsx conformance/integ/empty-metadata.ts conformance/integ/*.snapshot/*.metadata.json' },
    ],
  });
  return project.addTask('integ:snapshot', {
    description: 'Compares the templates of the integration tests with their snapshots, without AWS',
    env,
    steps: [{ spawn: 'bundle' }, { exec: runner }],
  });
}
