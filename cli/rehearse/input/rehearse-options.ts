import type { DataSize } from '../../terminal/size';

/** What the command line says. */
export interface RehearseOptions {
  /** folder of the synthesized app */
  readonly app: string;
  readonly stack?: string;
  /** a template, another assembly, or `deployed`; absent: the stack does not exist before */
  readonly from?: string;
  readonly size: DataSize;
  /** 1, 2 or 3: how many times as long as typical a key change takes */
  readonly slowness: number;
  readonly failAt?: string;
  readonly cancelAtMinutes?: number;
  readonly rollback: boolean;
  readonly everyFailure: boolean;
  readonly afterDestroy: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly existing: Readonly<Record<string, string>>;
  readonly region?: string;
  /** folder of the picture and the page */
  readonly out: string;
  readonly png: boolean;
  readonly json: boolean;
  /** false: none, whatever the terminal can do */
  readonly color: boolean;
}
