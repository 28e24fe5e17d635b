import { EXIT, runDemo } from './demo';
import { terminalOf } from '../terminal/terminal';

const printError = (text: string) => { process.stderr.write(text); };

/** Temporary folders are deleted, however the run ends. */
let cleanUp = async (): Promise<void> => {};
const exit = (code: number) => { void cleanUp().finally(() => process.exit(code)); };

// The reader of the output may stop reading: `npm start | head`.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  process.stdout.on('error', () => {});
  exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});
process.once('SIGINT', () => exit(130));
process.once('SIGTERM', () => exit(143));

runDemo(process.argv.slice(2), {
  printError,
  terminal: (colorWanted) => terminalOf(process.stdout, process.env, colorWanted),
  onOpen: ({ world }) => { cleanUp = () => world.stop(); },
}).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    printError(`the demo itself failed: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.DEBUG && error instanceof Error) { printError(`${error.stack}\n`); }
    process.exitCode = EXIT.failed;
  },
);
