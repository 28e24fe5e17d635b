import { read, repositoryFiles } from './documents';

/** Where packages are downloaded from is a matter of the machine, so no file names it. */
const REGISTRY = new RegExp([
  'registry\\.(npmjs|yarnpkg)\\.\\w+',
  'npm\\.pkg\\.github\\.com',
  '(files\\.pythonhosted|pypi)\\.org/(simple|packages)',
  'repo1?\\.maven\\.\\w+',
  'proxy\\.golang\\.org',
  'api\\.nuget\\.org',
].join('|'));

/** What a package client reads or writes, and what runs one. */
const CONFIGURATION = new RegExp(
  '(^|/)(package(-lock)?\\.json|\\.npmrc|pom\\.xml|go\\.(mod|sum)|requirements\\.txt)$|^\\.(ci|github)/',
);

test('the lock file records no download addresses', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('no configuration of a package client names a registry', () => {
  const files = repositoryFiles().filter((file) => CONFIGURATION.test(file));
  expect(files).toEqual(expect.arrayContaining(['package-lock.json', '.npmrc', '.github/workflows/release.yml']));
  expect(files.filter((file) => REGISTRY.test(read(file)))).toEqual([]);
});
