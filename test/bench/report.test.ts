import { markdownTable, withSection } from '../../bench/markdown';
import { plotOf } from '../../bench/plot';
import { duration, reportOf } from '../../bench/report';
import { SIZES_TB, type Result } from '../../bench/results';
import { median, synthReport, synthTargets, type SynthResults } from '../../bench/synth/results';
import { mostLagSeconds, targetsOf } from '../../bench/targets';
import { xmlFault } from '../demo/well-formed';

const CONTENDERS = [
  { id: 'library', label: 'this library', description: 'ours' },
  { id: 'provider-defaults', label: 'Provider <defaults>', description: 'theirs' },
  { id: 'provider-best', label: 'Provider, best', description: 'theirs, tuned' },
];

/** Every contender at every size: this library with so many Lambda calls and so much lag. */
function results(calls: number, lagSeconds: number, oncePerStack: number = 8): Result[] {
  return CONTENDERS.flatMap(({ id }): Result[] => {
    const own = id === 'library';
    const footprint = { oncePerStack: own ? oncePerStack : 18, perNamespace: 1 };
    return [...SIZES_TB.map((sizeTB) => ({
      contender: id,
      sizeTB,
      outcome: own || sizeTB < 24 ? 'COMPLETE' : 'ROLLBACK_FAILED',
      lagSeconds: own || sizeTB < 24 ? lagSeconds : null,
      lambdaInvocations: own ? calls : 400,
      apiCalls: 1,
      stateTransitions: 2,
      costUsd: own ? 0.00123 : 0,
    })), { contender: id, footprint }];
  });
}

describe('targets', () => {
  test('all reached', () => expect(targetsOf(results(40, 15)).map(({ reached }) => reached)).toEqual([true, true, true, true, true, true]));
  test('each can be missed', () => expect(targetsOf(results(101, 15.1, 9)).map(({ reached }) => reached)).toEqual([true, false, false, false, false, true]));
  test('a deployment that never knew misses its lag', () => {
    const failed = results(40, 1).map((result): Result => ('sizeTB' in result && result.sizeTB === 64 ? { ...result, outcome: 'ROLLBACK_FAILED', lagSeconds: null } : result));
    expect(targetsOf(failed).slice(0, 2).map(({ reached }) => reached)).toEqual([false, false]);
  });
  test.each([[1, 15], [8, 18], [32, 72], [1024, 2304]])('%i TB: %i s of lag are allowed', (size, most) => expect(mostLagSeconds(size)).toBeCloseTo(most));
  test('the figure names both ratios', () => expect(targetsOf(results(40, 1))[2].figure).toBe('40 of 400, 10.0 % (of the Provider at its best: 40 of 400, 10.0 %)'));
});

describe('the report', () => {
  const report = reportOf(results(40, 2.25), CONTENDERS);
  test('a row for each deployment', () => expect(report).toContain('| 8 TB | 15 min | this library | COMPLETE | 2.3 s | 40 | 1 | 2 | $0.0012 |'));
  test('what never knew has no lag', () => expect(report).toContain('|  |  | Provider <defaults> | UPDATE_ROLLBACK_FAILED | – | 400 | 1 | 2 | 0 |'));
  test('footprints', () => expect(report).toContain('| this library | ours | 8 | 1 |'));
  test.each([[112.5, '1 min 53 s'], [900, '15 min'], [115_200, '32 h'], [6300, '1 h 45 min'], [0, '0 s']])('%d s', (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe('markdown', () => {
  test('text to the left, figures to the right', () => expect(markdownTable(['a', 'b'], [['x|y', '1']])).toBe('| a | b |\n|---|---:|\n| x\\|y | 1 |'));
  const document = 'before\n<!-- bench: written by npm run bench -->\nold\n<!-- end of bench -->\nafter\n';
  test('a section is replaced, and nothing else', () => {
    const once = withSection(document, 'bench', 'new');
    expect(once).toBe(document.replace('old', 'new'));
    expect(withSection(once, 'bench', 'new')).toBe(once);
  });
  test('a document without the section is refused', () => expect(() => withSection('nothing', 'bench', 'new')).toThrow('has no section bench'));
});

test('the plot is well-formed, and shows every contender', () => {
  const svg = plotOf(results(40, 2), CONTENDERS);
  expect(xmlFault(svg)).toBeUndefined();
  expect(svg).toContain('Provider &lt;defaults&gt;');
  expect(svg.match(/>complete</g)).toHaveLength(8 + 3 + 3);
  expect(svg.match(/>failed</g)).toHaveLength(10);
});

describe('synth', () => {
  const figures = (library: number): SynthResults => ({
    synth: [{
      namespaces: 100,
      resources: { library: 408, bare: 300, alike: 300 },
      templateBytes: { library, bare: 100, alike: 200 },
      processMilliseconds: { library, bare: 100, alike: 100 },
      synthMilliseconds: { library, bare: 10, alike: 20 },
    }],
    bundles: [{ name: 'ours', bytes: 400_000, loadMilliseconds: 40 }, { name: 'theirs', bytes: 500_000, loadMilliseconds: 50 }],
  });
  test.each([[[3, 1, 2], 2], [[4, 1, 2, 3], 2.5]])('median of %j', (values, middle) => expect(median(values)).toBe(middle));
  test('1.5 times is reached, more is not', () => {
    expect(synthTargets(figures(150)).map(({ reached }) => reached)).toEqual([true, true, true]);
    expect(synthTargets(figures(151)).map(({ reached }) => reached)).toEqual([false, false, true]);
  });
  test('bare resources, and those with the same settings', () => {
    expect(synthReport(figures(150))).toContain('| 100 | 408 | 300 | 0.1 kB | 0.1 kB | 1.50× | 0.2 kB | 0.75× |');
  });
  test('the bundle is compared with the others', () => expect(synthReport(figures(100))).toContain('| theirs | 500.0 kB | 0.80× | 50.0 ms | 0.80× |'));
});
