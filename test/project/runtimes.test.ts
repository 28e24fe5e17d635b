import { parse } from 'yaml';
import { markdownDocuments, read } from './documents';

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly strategy?: { readonly matrix: { readonly node: string[] } } }>>;
}

const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
const inEngines = [...engines.node.matchAll(/(\d+)\.0\.0/g)].map(([, major]) => major!);
const { jobs } = parse(read('.github/workflows/build.yml')) as Workflow;
/** 20 works, and is out of support. */
const supported = inEngines.filter((major) => major !== '20');

test('the build workflow runs the two commands of README on every Node.js release of engines', () => {
  expect(supported.length).toBeGreaterThan(2);
  expect(jobs.readme?.strategy?.matrix.node).toEqual(inEngines);
});

test('VERSIONS.md names the supported releases', () => {
  const rows = read('VERSIONS.md').split('\n');
  const first = rows.findIndex((row) => row.startsWith('| Node.js |'));
  const named = rows.slice(first, first + supported.length).map((row) => row.split('|')[2]?.trim());
  expect(named).toEqual(supported);
});

test('no document names others', () => {
  const lists = markdownDocuments().flatMap(({ file, text }) =>
    [...text.matchAll(/Node\.js (\d+), (\d+) or (\d+)/g)].map(([, ...majors]) => `${file}: ${majors.join(' ')}`));
  expect(lists.map((list) => list.split(':')[0])).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md']));
  expect(lists.filter((list) => !list.endsWith(`: ${supported.join(' ')}`))).toEqual([]);
});
