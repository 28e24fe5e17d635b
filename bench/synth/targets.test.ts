import { synthResultsWith, type LibraryFigures } from './support';
import { synthTargets } from './targets';

interface Case { readonly name: string; readonly given: LibraryFigures; readonly want: readonly string[] }

test.each<Case>([
  {
    name: 'every bound is met',
    given: {},
    want: [],
  },
  {
    name: 'a stack has more bytes once',
    given: { onceBytes: 8501 },
    want: ['template, once per stack: at most 8.5 kB'],
  },
  {
    name: 'a namespace has more bytes',
    given: { bytesPerNamespace: 1801 },
    want: ['template, each namespace: at most 1.8× the same settings'],
  },
  {
    name: 'small apps take longer',
    given: { milliseconds: 211 },
    want: [
      'processor time, 1 namespace: at most 2.1× the same settings',
      'processor time, 10 namespaces: at most 2.1× the same settings',
    ],
  },
  {
    name: 'every app takes longer',
    given: { milliseconds: 226 },
    want: [
      'processor time, 1 namespace: at most 2.1× the same settings',
      'processor time, 10 namespaces: at most 2.1× the same settings',
      'processor time, 100 namespaces: at most 2.25× the same settings',
    ],
  },
  {
    name: 'a namespace has more resources',
    given: { resourcesPerNamespace: 5.01 },
    want: ['100 namespaces fit into the 500 resources of a stack'],
  },
])('$name', ({ given, want }) => {
  const missed = synthTargets(synthResultsWith(given)).filter(({ reached }) => !reached);
  expect(missed.map(({ text }) => text)).toEqual(want);
});

test('the figure names the ratio to plain resources too', () => {
  const figures = synthTargets(synthResultsWith()).map(({ figure }) => figure);
  expect(figures).toEqual([
    '8.5 kB',
    '1.80× (3.60× plain resources)',
    '2.10× (2.63× plain resources)',
    '2.10× (2.63× plain resources)',
    '2.10× (2.63× plain resources)',
    '500',
  ]);
});
