import { readArguments } from './arguments';
import { formatDuration, MINUTE, moment, SECOND } from './duration';
import { eventTable } from './event-table';
import { keyChanges } from './key-changes';
import { milestoneOf, renderBar, renderPlain, type Progress } from './progress';
import { estimateMs, parseSize } from './size';
import { escapeXml } from './svg';
import { Screen, terminalOf, wrap } from './terminal';
import { timelineOf, type TimelineInput } from './timeline';
import { barsOf, mergeBars, stackBarsOf } from './timeline-bars';
import { place, ticksOf } from './timeline-scale';
import { renderTimeline } from './timeline-svg';
import { UsageError } from './usage-error';
import { xmlFault } from './well-formed';
import type { StackEvent } from '../simulator/cloudformation';
import type { NamespaceMoment } from '../simulator/services/namespace';
import type { CallRecord } from '../simulator/types';

const START = Date.UTC(2026, 0, 15, 9, 0, 0);
const at = (minutes: number) => START + minutes * MINUTE;
// eslint-disable-next-line no-control-regex
const ESCAPES = /[\u001b\r]/;

describe('size', () => {
  test.each([
    ['6TB', 6 * 2 ** 40, '6 TB'],
    ['500GB', 500 * 2 ** 30, '500 GB'],
    ['1PB', 2 ** 50, '1 PB'],
    ['24TiB', 24 * 2 ** 40, '24 TiB'],
    [' 1.5 tb ', 1.5 * 2 ** 40, '1.5 TB'],
    ['800MB', 800 * 2 ** 20, '800 MB'],
    ['007GB', 7 * 2 ** 30, '7 GB'],
  ])('%s', (given, bytes, text) => {
    expect(parseSize(given)).toEqual({ bytes, text });
  });

  test.each(['', '24', 'TB', 'lots', '-6TB', '6 EB', '6TBs', '6,5TB', '1e3TB', 'NaNTB', '.5TB', 'InfinityTB', '9'.repeat(400) + 'TB'])('%p is not understood', (given) => {
    expect(() => parseSize(given)).toThrow(new UsageError(
      `the size is not understood, got: ${JSON.stringify(given)}; give a number and its unit, such as 6TB, 500GB, 1PB or 24TiB`));
  });

  test('nothing and too much are refused', () => {
    expect(() => parseSize('0TB')).toThrow('the size must be more than nothing, got: "0TB"');
    expect(() => parseSize('17PB')).toThrow('the size is more than a warehouse holds (16PB), got: "17PB"');
    expect(parseSize('16PB').text).toBe('16 PB');
  });

  test('15 minutes per 8 TB, and a minute at least', () => {
    expect(estimateMs(parseSize('24TB'))).toBe(45 * MINUTE);
    expect(estimateMs(parseSize('8TiB'))).toBe(15 * MINUTE);
    expect(estimateMs(parseSize('1GB'))).toBe(MINUTE);
  });
});

describe('arguments', () => {
  test('without any: 24 TB, out/timeline.svg, colours', () => {
    expect(readArguments([])).toMatchObject({ size: { text: '24 TB' }, out: 'out/timeline.svg', color: true, help: false });
  });

  test('all of them', () => {
    expect(readArguments(['--size=6TB', '--out', 'a b.svg', '--no-color'])).toMatchObject({ size: { text: '6 TB' }, out: 'a b.svg', color: false });
    expect(readArguments(['-h']).help).toBe(true);
  });

  test.each([
    [['--size'], "Option '--size <value>' argument missing"],
    [['--colour'], "Unknown option '--colour'"],
    [['6TB'], "Unexpected argument '6TB'"],
    [['--out='], '--out needs a path, got nothing'],
    [['--size', '--no-color'], "Option '--size' argument is ambiguous"],
  ])('%p: %s', (args, message) => {
    expect(() => readArguments(args)).toThrow(UsageError);
    expect(() => readArguments(args)).toThrow(message);
  });
});

describe('durations and moments', () => {
  test.each([
    [0, '0 s'], [400, '0 s'], [59_600, '1 min'], [45 * MINUTE, '45 min'], [111 * MINUTE + 2 * SECOND, '1 h 51 min 2 s'], [1920 * MINUTE + 2 * SECOND, '32 h'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('a moment on a later day says so', () => {
    expect(moment(at(3), START)).toBe('09:03:00');
    expect(moment(at(1920), START)).toBe('+1 d 17:00:00');
  });
});

describe('progress', () => {
  const progress = (elapsed: number, state: Progress['state'] = 'running'): Progress =>
    ({ label: 'key change to generation 2', elapsedMs: elapsed * MINUTE, estimatedMs: 45 * MINUTE, state });

  test('bar, per cent, elapsed of estimated', () => {
    expect(renderBar(progress(27), 120)).toBe(`  key change to generation 2 ${'█'.repeat(24)}${'░'.repeat(16)}  60 %  27 min of about 45 min`);
    expect(renderBar(progress(45, 'ended'), 120)).toBe(`  key change to generation 2 ${'█'.repeat(40)} 100 %  45 min of about 45 min`);
  });

  test('a change that takes longer than usual says so, and its bar stays full', () => {
    expect(renderBar(progress(60), 120)).toBe(`  key change to generation 2 ${'█'.repeat(40)} 100 %  1 h of about 45 min, longer than usual`);
  });

  test.each([39, 60, 79, 120, 300])('never wider than %d columns', (width) => {
    for (let minute = 0; minute <= 100; minute += 1) { expect(renderBar(progress(minute), width).length).toBeLessThanOrEqual(width); }
  });

  test.each([60, 79, 120])('the bar does not change its width on %d columns', (width) => {
    const widths = Array.from({ length: 2701 }, (_, second) => renderBar(progress(second / 60), width).match(/[█░]/g)?.length);
    expect(new Set(widths).size).toBe(1);
  });

  test('at most six plain lines', () => {
    const milestones = new Set(Array.from({ length: 901 }, (_, index) => milestoneOf(progress(index / 20))));
    expect([...milestones]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(renderPlain(progress(9))).toBe('  key change to generation 2: 20 %  9 min of about 45 min');
  });
});

describe('terminal', () => {
  const stream = (isTTY: boolean, columns?: number) => ({ isTTY, columns, write: () => true }) as unknown as NodeJS.WriteStream;

  test.each([
    ['a terminal', true, {}, true, { interactive: true, color: true }],
    ['a pipe', false, {}, true, { interactive: false, color: false }],
    ['NO_COLOR', true, { NO_COLOR: '1' }, true, { interactive: true, color: false }],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, true, { interactive: true, color: true }],
    ['--no-color', true, {}, false, { interactive: true, color: false }],
    ['a dumb terminal', true, { TERM: 'dumb' }, true, { interactive: false, color: false }],
  ])('%s', (_name, isTTY, env, wanted, expected) => {
    expect(terminalOf(stream(isTTY, 80), env, wanted)).toMatchObject(expected);
  });

  test('a width from the terminal, and a usual one without', () => {
    expect(terminalOf(stream(true, 80), {}, true).columns).toBe(80);
    expect(terminalOf(stream(true, 0), {}, true).columns).toBe(150);
    expect(terminalOf(stream(true, 5), {}, true).columns).toBe(40);
  });

  test('a line goes above the live one', () => {
    const written: string[] = [];
    const screen = new Screen({ write: (text) => { written.push(text); }, interactive: true, color: false, columns: 80 });
    screen.redraw('50 %');
    screen.line('news');
    expect(written).toEqual(['\r\u001b[2K50 %', '\r\u001b[2K', 'news\n', '\r\u001b[2K50 %']);
  });

  test('long words keep a line of their own', () => {
    expect(wrap('one two abcdefghijkl x', 8)).toEqual(['one two', 'abcdefghijkl', 'x']);
  });
});

const event = (minutes: number, status: string, logicalId = 'Stack', type = 'AWS::CloudFormation::Stack', reason?: string): StackEvent =>
  ({ at: at(minutes), stackName: 'Stack', logicalId, type, status, reason });
const WINDOW = ['WarehouseKeyChangeWindow1BD538362', 'Custom::RedshiftServerlessNamespaceKeyChange'] as const;
const WHY = `Received response status [FAILED] from custom resource. Message returned: ${'too long '.repeat(20)}(RequestId: 1)`;
const EVENTS: StackEvent[] = [
  event(0, 'CREATE_IN_PROGRESS', 'Stack', undefined, 'User Initiated'),
  event(0, 'CREATE_IN_PROGRESS', 'Key1', 'AWS::KMS::Key'),
  event(0, 'CREATE_IN_PROGRESS', 'Key1', 'AWS::KMS::Key', 'Resource creation Initiated'),
  event(1, 'CREATE_COMPLETE', 'Key1', 'AWS::KMS::Key'),
  event(1, 'CREATE_COMPLETE'),
  event(2, 'UPDATE_IN_PROGRESS', 'Stack', undefined, 'User Initiated'),
  event(2, 'UPDATE_IN_PROGRESS', ...WINDOW),
  event(57, 'UPDATE_FAILED', ...WINDOW, WHY),
  event(57, 'UPDATE_ROLLBACK_IN_PROGRESS', 'Stack', undefined, `The following resource(s) failed to update: [${WINDOW[0]}]. `),
  event(57, 'UPDATE_IN_PROGRESS', ...WINDOW),
  event(112, 'UPDATE_COMPLETE', ...WINDOW),
  event(112, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'),
  event(112, 'UPDATE_ROLLBACK_COMPLETE'),
];

describe('table of events', () => {
  test.each([80, 100, 139, 140, 200])('fits in %d columns, reasons in full', (width) => {
    const lines = eventTable(EVENTS, { width, color: false });
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(lines.filter((each) => each.includes('|'))).toHaveLength(EVENTS.length);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(WHY);
    expect(lines.join('')).not.toMatch(ESCAPES);
  });

  test('short reasons stay in their row where there is room', () => {
    expect(eventTable(EVENTS, { width: 150, color: false })[0]).toMatch(/^09:00:00 \| CREATE_IN_PROGRESS .* \| User Initiated$/);
  });

  test('colours, if wanted', () => {
    expect(eventTable(EVENTS, { width: 150, color: true }).join('')).toContain('\u001b[31m');
  });
});

describe('bars', () => {
  test('from IN_PROGRESS to the end, once for each piece of work', () => {
    const key = EVENTS.filter(({ logicalId }) => logicalId === 'Key1');
    expect(barsOf(key, at(120))).toMatchObject([{ from: at(0), to: at(1), outcome: 'complete', text: 'create: 1 min' }]);
    const window = EVENTS.filter(({ logicalId }) => logicalId === WINDOW[0]);
    expect(barsOf(window, at(120))).toMatchObject([
      { from: at(2), to: at(57), outcome: 'failed', text: 'update failed after 55 min' }, { from: at(57), to: at(112), outcome: 'complete' },
    ]);
    expect(barsOf(window.slice(0, 1), at(10))).toMatchObject([{ to: at(10), outcome: 'running', text: 'update: 8 min so far' }]);
  });

  test('of the stack: what is rolled back has failed', () => {
    expect(stackBarsOf(EVENTS, at(120)).map(({ outcome, text }) => [outcome, text])).toEqual([
      ['complete', 'create: 1 min'], ['failed', 'update failed after 55 min'], ['complete', 'rollback: 55 min'],
    ]);
  });

  test('those that overlap are one', () => {
    const bar = (from: number, to: number) => ({ from: at(from), to: at(to), outcome: 'complete' as const, text: 'create: x', short: 'x' });
    expect(mergeBars([bar(1, 2), bar(0, 1), bar(3, 4)])).toMatchObject([{ from: at(0), to: at(2), text: 'create: 2 min' }, { from: at(3), to: at(4) }]);
  });
});

describe('key changes', () => {
  const call = (minutes: number, outcome: string, kmsKeyId: string): CallRecord =>
    ({ at: at(minutes), service: 'redshift-serverless', operation: 'UpdateNamespace', principal: 'p', input: { kmsKeyId }, outcome });
  const note = (minutes: number, status: NamespaceMoment['status'], kmsKeyArn: string): NamespaceMoment => ({ at: at(minutes), namespaceName: 'n', status, kmsKeyArn });

  test('accepted calls, and what came of them', () => {
    const history = [note(0, 'AVAILABLE', 'one'), note(5, 'MODIFYING', 'one'), note(9, 'AVAILABLE', 'two'), note(12, 'MODIFYING', 'two')];
    expect(keyChanges([call(4, 'ConflictException', 'two'), call(5, 'ok', 'two'), call(12, 'ok', 'one')], history)).toEqual([
      { wanted: 'two', from: at(5), ended: { at: at(9), keyArn: 'two' } }, { wanted: 'one', from: at(12) },
    ]);
    expect(keyChanges([call(20, 'ok', 'two')], history)).toEqual([]);
  });
});

describe('timeline', () => {
  const input: TimelineInput = {
    title: 'a <title> & "more"',
    subtitle: 'below',
    failed: true,
    namespaceName: 'n',
    stackName: 'Stack',
    panels: [
      { kind: 'create', title: 'first', detail: '2 min', from: at(0), to: at(2) },
      { kind: 'change', title: 'second', detail: '110 min', from: at(2), to: at(112) },
      { kind: 'afterwards', title: 'third', detail: '30 h', from: at(112), to: at(1912) },
    ],
    events: EVENTS,
    history: [
      { at: at(1), namespaceName: 'n', status: 'AVAILABLE', kmsKeyArn: 'one' },
      { at: at(3), namespaceName: 'n', status: 'MODIFYING', kmsKeyArn: 'one' },
      { at: at(4), namespaceName: 'other', status: 'AVAILABLE', kmsKeyArn: 'other' },
      { at: at(1500), namespaceName: 'n', status: 'AVAILABLE', kmsKeyArn: 'two' },
    ],
    asks: [at(3)],
    generationOf: (arn) => ({ one: 1, two: 2 })[arn],
  };

  test('bands of status and key', () => {
    const { status, keys, rows } = timelineOf(input);
    expect(status.map(({ value }) => value)).toEqual(['AVAILABLE', 'MODIFYING', 'AVAILABLE']);
    expect(keys).toEqual([{ from: at(1), to: at(1500), value: 'generation 1' }, { from: at(1500), to: at(1912), value: 'generation 2' }]);
    expect(rows.map(({ title }) => title)).toEqual(['stack Stack', 'function, waiter, roles, logs', 'key generation 1', 'key change window']);
  });

  test('the picture is well-formed, and says everything', () => {
    const svg = renderTimeline(timelineOf(input));
    expect(xmlFault(svg)).toBeUndefined();
    for (const text of ['a &lt;title&gt; &amp; &quot;more&quot;', 'update failed after 55 min', 'MODIFYING', 'generation 2', 'UpdateNamespace', '09:30', '+1 d 00:00', 'failed']) {
      expect(svg).toContain(text);
    }
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('nothing leaves the page', () => {
    const svg = renderTimeline(timelineOf(input));
    const numbers = [...svg.matchAll(/ (x|x1|x2)="([^"]+)"/g)].map(([, , value]) => Number(value));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(1280);
    expect(svg).not.toMatch(/(width|height)="-/);
  });

  test('labels of ticks do not touch', () => {
    for (const minutes of [1, 3, 12, 46, 111, 600, 1920, 3000]) {
      const [panel] = place([{ kind: 'change', title: '', detail: '', from: at(0.3), to: at(0.3 + minutes) }], 252, 1250);
      const labelled = ticksOf(panel, START).filter(({ label }) => label);
      labelled.slice(1).forEach(({ x, label }, index) => { expect(x - labelled[index].x).toBeGreaterThan((label?.length ?? 0) * 7); });
      expect(labelled.length).toBeGreaterThan(0);
      expect(labelled.length).toBeLessThan(22);
    }
  });

  test('text is escaped, and control characters are left out', () => {
    expect(escapeXml('<&>"\'\u0000\u001b')).toBe('&lt;&amp;&gt;&quot;&apos;');
  });

  test.each([['<a><b></a></b>', /closes/], ['<a>', /not closed/], ['<a/><a/>', /2 roots/], ['<a>1 & 2</a>', /bare/], ['<a x=1/>', /no XML/], ['', /0 roots/]])('the check finds what is wrong with %s', (source, fault) => {
    expect(xmlFault(source)).toMatch(fault);
  });
});
