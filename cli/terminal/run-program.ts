import { interrupted, runCleanUps } from './clean-up';
import { EXIT } from './exit';

/** Runs a program and ends with its exit status, also when a signal comes or the reader of the output goes away. */
export function endWith(program: () => Promise<number>): void {
  // `… | head` stops reading.
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    process.stdout.on('error', () => {});
    void runCleanUps().finally(() => process.exit(error.code === 'EPIPE' ? EXIT.well : EXIT.impossible));
  });
  process.once('SIGINT', () => interrupted(130));
  process.once('SIGTERM', () => interrupted(143));
  void program().then((code) => { process.exitCode = code; });
}
