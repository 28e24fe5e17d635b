import { github, javascript, type awscdk } from 'projen';

const { JobPermission } = github.workflows;

/** The Node.js releases on which CI runs everything. */
const NODE_VERSIONS = ['22', '24'];

/** The Node.js releases that are supported, and 20, which works for as long as the CDK accepts it. */
const SUPPORTED_NODE_VERSIONS = ['20', '22', '24', '26'];
export const NODE_ENGINES = '^20.0.0 || ^22.0.0 || ^24.0.0 || >=26.0.0';

export const PULL_REQUEST_TITLE_TYPES = [
  'feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'build', 'ci', 'chore', 'revert',
];

export const githubOptions: github.GitHubOptions = {
  mergify: false,
  pullRequestLintOptions: { semanticTitleOptions: { types: PULL_REQUEST_TITLE_TYPES } },
};

export const pullRequestTemplate = [
  '## What and why',
  '',
  'Fixes #',
  '',
  '## Checklist',
  '',
  '- [ ] The title is a [conventional commit](https://www.conventionalcommits.org): `feat: …`, `fix: …`, `docs: …`',
  '- [ ] `npm test` passes',
  '- [ ] A behaviour that changed has a test, and its document in `docs/` says the same',
  '- [ ] A fact about AWS that the code relies on has a row in `docs/assumptions.md`, with its source',
  '- [ ] No logical id, resource type, tag or alias name of a deployed stack changes',
];

export const upgradeOptions: javascript.UpgradeDependenciesOptions = {
  workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY },
  // A release that turns out to be broken or malicious is usually withdrawn within days.
  cooldown: 7,
};

/** npm knows its own registry: no file of the repository names a host to load packages from, or to send them to. */
export function omitRegistry(project: awscdk.AwsCdkConstructLibrary): void {
  project.tryFindObjectFile('.github/workflows/release.yml')
    ?.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');
}

/** projen's own build makes the packages. This job runs everything that has to hold, as a developer does. */
export function addCompleteCheck(project: awscdk.AwsCdkConstructLibrary): void {
  project.github?.tryFindWorkflow('build')?.addJob('ci', {
    name: 'ci (Node.js ${{ matrix.node }})',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 90,
    strategy: { failFast: false, matrix: { domain: { node: NODE_VERSIONS } } },
    tools: {
      node: { version: '${{ matrix.node }}' },
      python: { version: '3.11' },
      java: { version: '17' },
      go: { version: '1.26' },
      dotnet: { version: '10.x' },
    },
    steps: [
      github.WorkflowSteps.checkout(),
      { name: 'Run everything', run: '.ci/run' },
    ],
  });
}

/** The two commands that README names, on every Node.js release that is supported. */
export function addReadmeCommands(project: awscdk.AwsCdkConstructLibrary): void {
  project.github?.tryFindWorkflow('build')?.addJob('readme', {
    name: 'README (Node.js ${{ matrix.node }})',
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 45,
    strategy: { failFast: false, matrix: { domain: { node: SUPPORTED_NODE_VERSIONS } } },
    tools: { node: { version: '${{ matrix.node }}' } },
    steps: [
      github.WorkflowSteps.checkout(),
      { name: 'Change a key', run: 'npm ci && npm start -- --no-color' },
      { name: 'Test', run: 'npm ci && npm test' },
    ],
  });
}
