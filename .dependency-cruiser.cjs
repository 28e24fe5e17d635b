/**
 * Who may import whom. `npx projen borders` checks it, as part of `npm test`; docs/dependencies.svg draws it.
 *
 * The library has two sides: the construct, which runs at synth, and the handler, which runs in the Lambda function.
 * They meet in src/contract.ts and in the pure arithmetic of src/calendar/. Around the library stand programs that use it; the library knows none of them.
 */
const CONTRACT = '^src/contract\\.ts$';
/** Arithmetic that both sides do with dates. It knows neither of them. */
const CALENDAR = '^src/calendar/';
const DEVELOPMENT = '^(test|simulator|reliability|conformance|cli|bench|examples|projenrc)/';
/** What several programs use: the product in a simulated account, its deploy policy, and the drawing of a chart. */
const SHARED = ['^test/stories/(world|deploy-policy)\\.ts$', '^cli/(picture/svg|terminal/fit-text)\\.ts$', '^bench/prices\\.ts$'];
const CDK = '(^|node_modules/)(aws-cdk-lib|constructs)(/|$)';
const AWS_SDK = '(^|node_modules/)@(aws-sdk|smithy)/';

/** A rule: what matches `from` must not import what matches `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const general = [
  forbid('no-circular-imports', 'Two files that import each other are one file. Types count too.', {}, {
    circular: true,
  }),
  forbid('no-unresolvable-imports', 'A file or package that is imported exists.', {}, { couldNotResolve: true }),
];

const sides = [
  forbid('contract-imports-nothing', 'Both sides read the contract, so it depends on neither.', { path: CONTRACT }, {
    path: '.',
  }),
  forbid('calendar-imports-nothing', 'Both sides count dates with it, so it depends on neither.', { path: CALENDAR }, {
    path: '.', pathNot: CALENDAR,
  }),
  forbid(
    'handler-knows-no-construct',
    'The Lambda function knows the contract and nothing else of the construct side.',
    { path: '^src/handler/' },
    { path: '^src/', pathNot: ['^src/handler/', CONTRACT, CALENDAR] },
  ),
  forbid('handler-knows-no-cdk', 'The CDK runs at synth. In the bundle it would be megabytes.', {
    path: ['^src/handler/', CONTRACT, CALENDAR],
  }, { path: CDK }),
  forbid(
    'construct-knows-no-handler',
    'The construct side knows the contract and nothing else of the Lambda function.',
    { path: '^src/', pathNot: '^src/handler/' },
    { path: '^src/handler/' },
  ),
];

const handler = [
  forbid(
    'reconcile-is-pure',
    'The decisions know nothing of the function, of AWS or of a clock.',
    { path: '^src/handler/reconcile/' },
    { path: ['^src/', AWS_SDK], pathNot: ['^src/handler/reconcile/', CONTRACT] },
  ),
  forbid(
    'adapters-know-ports-alone',
    'An adapter implements a port with the AWS SDK. It knows the port and the types of the decisions.',
    { path: '^src/handler/aws/' },
    { path: '^src/', pathNot: ['^src/handler/(aws|reconcile)/', '^src/handler/(inspection-)?ports\\.ts$', CONTRACT] },
  ),
  forbid(
    'entry-point-wires-the-adapters',
    'The function works with ports. Only its entry point knows which adapter stands behind one.',
    { path: '^src/handler/', pathNot: ['^src/handler/aws/', '^src/handler/lambda\\.ts$'] },
    { path: ['^src/handler/aws/', '^src/handler/lambda\\.ts$', AWS_SDK] },
  ),
];

const construct = [
  forbid(
    'private-knows-public-types-alone',
    'The public constructs are made of private parts. A part may name the type of a setting, and create none.',
    { path: '^src/private/' },
    { path: '^src/[^/]+\\.ts$', pathNot: CONTRACT, dependencyTypesNot: ['type-only'] },
  ),
  forbid('nothing-imports-the-index', 'The index is for users of the library.', { path: '^src/' }, {
    path: '^src/index\\.ts$',
  }),
  forbid(
    'diagnostics-know-no-rule',
    'Messages and values are used by every rule, and know none.',
    { path: ['^src/private/diagnostics/', '^src/private/[^/]+\\.ts$'] },
    { path: '^src/private/(checks|provider|validation)/' },
  ),
  forbid(
    'validation-comes-before-everything',
    'A setting is validated before there is a resource.',
    { path: '^src/private/validation/' },
    { path: '^src/private/(checks|provider)/' },
  ),
  forbid('resources-know-no-check', 'A check looks at resources, never the other way.', {
    path: '^src/private/provider/',
  }, { path: '^src/private/(checks|validation)/' }),
  forbid(
    'checks-create-nothing',
    'A check reads the finished template. It may name the type of a resource, and create none.',
    { path: '^src/private/checks/' },
    { path: '^src/private/provider/', dependencyTypesNot: ['type-only'] },
  ),
];

const development = [
  forbid('library-knows-no-program', 'What is shipped imports nothing that is not.', { path: '^src/' }, {
    path: DEVELOPMENT,
  }),
  forbid(
    'simulator-knows-no-product',
    'The simulator stands for AWS. If it knew the product, it would agree with the mistakes of the product.',
    { path: '^simulator/' },
    { path: ['^src/', DEVELOPMENT], pathNot: '^simulator/' },
  ),
  forbid('examples-use-the-library-alone', 'An example is what a user writes.', { path: '^examples/' }, {
    path: ['^src/', DEVELOPMENT],
    pathNot: ['^src/index\\.ts$', '^examples/'],
  }),
  ...[
    ['reliability', ['simulator']],
    ['cli', ['simulator', 'examples']],
    ['bench', ['simulator']],
    ['conformance', ['simulator', 'examples']],
  ].map(([folder, used]) => forbid(
    `${folder}-stands-alone`,
    `${folder}/ uses the library and ${used.join('/ and ')}/. Programs do not depend on each other.`,
    { path: `^${folder}/`, pathNot: '\\.test\\.ts$' },
    { path: DEVELOPMENT, pathNot: [...[folder, ...used].map((name) => `^${name}/`), ...SHARED] },
  )),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...general, ...sides, ...handler, ...construct, ...development],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'test/tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^conformance/integ/.*\\.snapshot/', '/cdk\\.out/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
