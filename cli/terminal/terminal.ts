import { createColors } from 'picocolors';
import { cut, wrap } from './fit-text';

/** Where a command writes to. */
export interface Terminal {
  /** a line can be redrawn in place */
  readonly interactive: boolean;
  readonly color: boolean;
  /** characters a line */
  readonly columns: number;
  write(text: string): void;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const DEFAULT_COLUMNS = 150;
const FEWEST_COLUMNS = 40;

/** What an output stream can do. NO_COLOR and TERM=dumb switch colors off: https://no-color.org */
export function terminalOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv, colorWanted: boolean): Terminal {
  const interactive = stream.isTTY === true && env.TERM !== 'dumb';
  return {
    write: (text) => { stream.write(text); },
    interactive,
    color: colorWanted && interactive && !env.NO_COLOR,
    columns: Math.max(FEWEST_COLUMNS, (interactive && stream.columns) || DEFAULT_COLUMNS),
  };
}

/** Lines of text, and at most one live line below them that is redrawn in place. */
export class Screen {
  private readonly colors: ReturnType<typeof createColors>;
  private live = '';

  constructor(public readonly terminal: Terminal) {
    this.colors = createColors(terminal.color);
  }

  /** The room for a line. One column stays free, so that no terminal wraps. */
  public get width(): number {
    return this.terminal.columns - 1;
  }

  public paint(style: Style, text: string): string {
    return text === '' ? text : this.colors[style](text);
  }

  /** Writes a line, above the live one. */
  public line(text: string = ''): void {
    const live = this.live;
    this.erase();
    this.terminal.write(`${text}\n`);
    this.redraw(live);
  }

  /** A line cut to the width of the terminal. */
  public cutLine(text: string, style?: Style): void {
    const fitted = cut(text, this.width);
    this.line(style ? this.paint(style, fitted) : fitted);
  }

  /** A paragraph with words wrapped to the width of the terminal. */
  public paragraph(text: string, indent: number, style?: Style): void {
    for (const each of wrap(text, this.width - indent)) {
      this.line(' '.repeat(indent) + (style ? this.paint(style, each) : each));
    }
  }

  public heading(text: string): void {
    this.line();
    this.line(this.paint('bold', text));
  }

  /** Redraws the live line. Does nothing on a terminal where nothing can be redrawn. */
  public redraw(text: string): void {
    if (!this.terminal.interactive || text === '') { return; }
    this.terminal.write(ERASE_LINE + text);
    this.live = text;
  }

  /** Removes the live line. */
  public erase(): void {
    if (this.live !== '') { this.terminal.write(ERASE_LINE); }
    this.live = '';
  }
}

const ERASE_LINE = '\r\u001b[2K';
