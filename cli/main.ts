import { interrupted, runCleanUps } from './terminal/clean-up';
import { EXIT } from './terminal/exit';
import { run } from './program';

// The reader of the output may stop reading: `… | head`.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  process.stdout.on('error', () => {});
  void runCleanUps().finally(() => process.exit(error.code === 'EPIPE' ? EXIT.well : EXIT.impossible));
});
process.once('SIGINT', () => interrupted(130));
process.once('SIGTERM', () => interrupted(143));

void run(process.argv.slice(2)).then((code) => { process.exitCode = code; });
