import { Screen, terminalOf } from '../../../cli/terminal/terminal';

const stream = (isTTY: boolean, columns?: number) =>
  ({ isTTY, columns, write: () => true }) as unknown as NodeJS.WriteStream;

interface Case {
  readonly name: string;
  readonly isTTY: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly colorWanted?: boolean;
  readonly want: { readonly interactive: boolean; readonly color: boolean };
}

test.each<Case>([
  { name: 'a terminal', isTTY: true, want: { interactive: true, color: true } },
  { name: 'a pipe', isTTY: false, want: { interactive: false, color: false } },
  { name: 'NO_COLOR', isTTY: true, env: { NO_COLOR: '1' }, want: { interactive: true, color: false } },
  { name: 'an empty NO_COLOR', isTTY: true, env: { NO_COLOR: '' }, want: { interactive: true, color: true } },
  { name: '--no-color', isTTY: true, colorWanted: false, want: { interactive: true, color: false } },
  { name: 'a dumb terminal', isTTY: true, env: { TERM: 'dumb' }, want: { interactive: false, color: false } },
])('$name', ({ isTTY, env = {}, colorWanted = true, want }) => {
  expect(terminalOf(stream(isTTY, 80), env, colorWanted)).toMatchObject(want);
});

test('the width of the terminal, or a usual one', () => {
  expect(terminalOf(stream(true, 80), {}, true).columns).toBe(80);
  expect(terminalOf(stream(true, 0), {}, true).columns).toBe(150);
  expect(terminalOf(stream(true, 5), {}, true).columns).toBe(40);
});

test('a line goes above the live one', () => {
  const written: string[] = [];
  const write = (text: string) => { written.push(text); };
  const screen = new Screen({ write, interactive: true, color: false, columns: 80 });
  screen.redraw('50 %');
  screen.line('news');
  expect(written).toEqual(['\r\u001b[2K50 %', '\r\u001b[2K', 'news\n', '\r\u001b[2K50 %']);
});
