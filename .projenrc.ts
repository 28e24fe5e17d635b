import { DependencyType, awscdk, javascript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-redshift-rotatable-namespace',
  description: 'An AWS CDK construct that changes the KMS key of an Amazon Redshift Serverless namespace and waits until the change has ended',
  author: 'cdk-redshift-rotatable-namespace contributors',
  authorAddress: 'maintainers@cdk-redshift-rotatable-namespace.example',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-redshift-rotatable-namespace contributors',
  copyrightPeriod: '2026-',
  stability: 'experimental',
  keywords: ['aws', 'cdk', 'awscdk', 'aws-cdk', 'redshift', 'redshift-serverless', 'kms', 'encryption', 'key-rotation', 'customer-managed-key'],
  defaultReleaseBranch: 'main',

  // One name, spelt as each language spells it.
  publishToPypi: { distName: 'cdk-redshift-rotatable-namespace', module: 'cdk_redshift_rotatable_namespace' },
  publishToMaven: {
    mavenGroupId: 'io.github.cdk-redshift-rotatable-namespace',
    mavenArtifactId: 'cdk-redshift-rotatable-namespace',
    javaPackage: 'io.github.cdk_redshift_rotatable_namespace',
  },
  publishToNuget: { dotNetNamespace: 'CdkRedshiftRotatableNamespace', packageId: 'CdkRedshiftRotatableNamespace' },
  publishToGo: {
    moduleName: 'github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go',
    packageName: 'cdkredshiftrotatablenamespace',
  },

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
  github: false,
  depsUpgrade: false,
  integrationTestAutoDiscover: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,

  devDeps: [
    '@stryker-mutator/core@^9',
    '@stryker-mutator/jest-runner@^9',
    'aws-cdk-lib@2.257.0',
    'aws-cdk@2.1148.1',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-kms',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-redshift-serverless',
    '@aws-sdk/client-sfn',
    'asl-validator@^4',
    'cdk-nag@^3',
    'aws-local-stepfunctions@^3',
    'esbuild@^0.28',
    'fast-check@^4',
    'tsx@^4',
    'valibot@^1',
  ],

  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: {
      collectCoverageFrom: [
        'src/**/*.ts',
        // Types alone: nothing in them runs.
        ...['rotatable-namespace-props', 'rotatable-namespace-ref', 'snapshot', 'key-change/ports', 'key-change/sighting'].map((file) => `!src/${file}.ts`),
      ],
      coverageThreshold: { lines: 100 },
      testTimeout: 60_000,
      // On two cores Jest would take one: it leaves the other to itself, and does little there.
      maxWorkers: '100%',
      // Environments that tests of other parties' parts make.
      modulePathIgnorePatterns: ['<rootDir>/.cache/'],
    },
  },
  eslintOptions: { dirs: ['src', 'test', 'examples', 'bench', '.projenrc.ts'], devdirs: ['test', 'examples', 'bench'], commandOptions: { fix: false } },
  tsconfigDev: { include: ['../examples/**/*.ts', '../bench/**/*.ts'], compilerOptions: { lib: ['es2023'], target: 'ES2023' } },
  // The assets of a snapshot are copies of what the build makes; the comparison does without them.
  gitignore: ['.DS_Store', 'cdk.out', '*.log', '/out/', '/test/*.snapshot/asset.*', '.venv/', '.jsii.tabl.json', '/.cache/'],
});
// 1.13 breaks `npm ci` (its optional bindings are missing).
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// We build with a newer release than the floor of the peer range, on purpose.
project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');
project.deps.addDependency('constructs@10.5.1', DependencyType.BUILD);

// The Lambda bundle is made when the library is built, and shipped: a consumer needs no bundler.
// `mainFields` picks the ES modules of the AWS SDK, which shake to a quarter of the size.
project.bundler.addBundle('src/key-change/handler.ts', {
  platform: 'node',
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
});

// The two sides meet in one file. Everything else of one side is out of bounds for the other.
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      { target: './src/key-change', from: './src', except: ['./key-change'], message: 'the Lambda side must not import the construct side' },
      { target: './src/!(key-change)/**', from: './src/key-change', except: ['./contract.ts'], message: 'the construct side imports contract.ts alone' },
      { target: './src/*.ts', from: './src/key-change', except: ['./contract.ts'], message: 'the construct side imports contract.ts alone' },
      { target: './src/key-change/contract.ts', from: './src', message: 'the contract imports nothing' },
    ],
  }],
  'no-restricted-imports': 'off',
  '@typescript-eslint/no-explicit-any': 'error',
});
// What the Lambda needs is bundled into it.
project.eslint?.allowDevDeps('src/key-change/**');
project.eslint?.addOverride({
  files: ['src/key-change/**/*.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'] }] },
});

const bundle = project.tasks.tryFind('bundle')!;
const typeCheck = project.addTask('type-check', {
  description: 'ts-jest does not type-check, so this does',
  exec: 'tsc --noEmit -p test/tsconfig.json',
});
// Not a task: projen would split the arguments and turn every exit status into 1.
project.package.setScript('start', 'projen bundle && tsx test/demo/main.ts');

const integ = {
  CDK_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_EC2_METADATA_DISABLED: 'true',
  TS_NODE_TRANSPILE_ONLY: 'true',
};
const integSnapshot = project.addTask('integ:snapshot', {
  description: 'Compares the templates of the integration tests with their snapshots, without AWS',
  env: integ,
  exec: 'integ-runner --language typescript --directory test --parallel-regions us-east-1',
});
integSnapshot.prependSpawn(bundle);
project.addTask('integ:update-snapshot', {
  description: 'Writes the snapshots of the integration tests, without AWS',
  env: integ,
  steps: [
    { spawn: 'bundle' },
    { exec: 'integ-runner --language typescript --directory test --parallel-regions us-east-1 --dry-run --update-on-failed' },
    { exec: 'tsx test/snapshots/empty-metadata.ts test/*.snapshot/*.metadata.json' },
  ],
});

project.testTask.prependSpawn(typeCheck);
project.testTask.prependSpawn(bundle);
project.testTask.spawn(integSnapshot);
project.testTask.env('CDK_VALIDATION', 'false');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// What only a developer of the library needs.
for (const pattern of [
  '/examples/', '/docs/', '/.ci/', '/bench/', '/rosetta/', '/VERSIONS.md', '/CONTRIBUTING.md', '/.cache/', '/out/', '.jsii.tabl.json', '/stryker.config.json',
  '/lib/key-change/*', '!/lib/key-change/contract.js', '!/lib/key-change/contract.d.ts',
]) { project.addPackageIgnore(pattern); }

const bench = project.addTask('bench', {
  description: 'Key changes of many sizes by this library and by others, on the simulator: bench/results.json and docs/benchmarks.md',
  env: { CDK_VALIDATION: 'false' },
  exec: 'tsx bench/main.ts',
});
bench.prependSpawn(bundle);
const benchSynth = project.addTask('bench:synth', {
  description: 'Synth time, template size and the Lambda bundle, as ratios: docs/benchmarks.md',
  exec: 'tsx bench/synth.ts',
});
benchSynth.prependSpawn(bundle);

project.package.file.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2']);

// Every snippet of README and of the API reference compiles; the translations go into the packages of the languages.
const rosetta = project.addTask('rosetta', {
  description: 'Compiles and translates the snippets of README.md and of the API reference',
  exec: 'jsii-rosetta extract --strict .jsii',
});
project.postCompileTask.prependSpawn(rosetta);

// Always anew: jsii-pacmak takes a package for fresh as long as the API is the same, whatever the code. One run packs and
// loads once for all languages; Go and .NET are sources, which test:languages compiles where it can.
const packageAll = project.addTask('package:all', {
  description: 'Makes the npm tarball, Python wheel, Java jar, Go module and .NET sources of what was compiled last',
  steps: [
    { exec: 'rm -rf dist/js dist/python dist/java dist/go dist/dotnet' },
    { exec: 'jsii-pacmak --force -t js -t python -t java --maven-local-repository "$HOME/.m2/repository"' },
    { exec: 'jsii-pacmak --force --code-only -t go -t dotnet' },
  ],
});
project.tasks.tryFind('package-all')!.reset();
project.tasks.tryFind('package-all')!.spawn(packageAll);
project.addTask('test:languages', {
  description: 'Installs the packages of package:all in every language, and compares what they synthesise',
  exec: 'tsx test/languages/main.ts',
  receiveArgs: true,
});
project.addTask('test:package', {
  description: "Installs the npm package of package:all next to the newest CDK, and synthesises README's example",
  exec: 'tsx test/package/main.ts',
});
project.addTask('test:compat', {
  description: 'Compiles, tests and synthesises with the oldest and the newest CDK of the peer range',
  exec: 'tsx test/compat/main.ts',
});

// Parts that others wrote. Each makes the Python environment that it needs in .cache/, and ends with a line of counts.
const parties: [string, string][] = [
  ['e2e', 'The example, deployed by the real CDK CLI to a local AWS that others wrote'],
  ['clients', 'The AWS CLI and botocore on the simulator'],
  ['interpreters', 'The state machine on two interpreters'],
  ['validators', "cfn-lint, checkov, cdk-nag and the CDK's own validation"],
];
for (const [name, description] of parties) {
  project.addTask(`test:${name}`, { description, steps: [{ spawn: 'bundle' }, { exec: `tsx test/${name}/main.ts` }] });
}

// Lives of a stack with faults of every kind, and proofs that they would catch a broken product.
project.addTask('soak', {
  description: 'Lives of a stack, with faults of every kind: --lives N --seed S [--fast]',
  steps: [{ spawn: 'bundle' }, { exec: 'tsx test/soak/main.ts', receiveArgs: true }],
});
project.addTask('test:stryker', { description: 'Mutation score of the pure decisions; below 95 % it fails', exec: 'stryker run', receiveArgs: true });
project.addTask('test:mutants', { description: 'Breaks the product on purpose and shows that the lives catch it', exec: 'tsx test/mutants/main.ts', receiveArgs: true });

project.synth();
