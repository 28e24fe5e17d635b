/** Every folder with code that is not shipped. */
export const DEVELOPMENT = ['test', 'simulator', 'reliability', 'conformance', 'cli', 'bench', 'examples'];

/** What only a developer of the library needs, and so is not in the npm package. */
export const NOT_IN_THE_PACKAGE = [
  ...DEVELOPMENT.map((folder) => `/${folder}/`),
  '/docs/', '/.ci/', '/rosetta/', '/.cache/', '/out/', '/lib/handler/',
  '/CONTRIBUTING.md', '/SECURITY.md', '/VERSIONS.md',
  '/.dependency-cruiser.cjs', '/knip.jsonc', '/stryker.config.json', '.jsii.tabl.json',
];
