import { EXIT, runDemo } from './demo';
import { terminalOf } from './terminal';

const complain = (text: string) => { process.stderr.write(text); };

/** Temporary folders go, however it ends. */
let cleanUp = async (): Promise<void> => {};
const leave = (code: number) => { void cleanUp().finally(() => process.exit(code)); };

// Whoever reads our output may stop reading: `npm start | head`.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  process.stdout.on('error', () => {});
  leave(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});
process.once('SIGINT', () => leave(130));
process.once('SIGTERM', () => leave(143));

runDemo(process.argv.slice(2), {
  complain,
  terminal: (colorWanted) => terminalOf(process.stdout, process.env, colorWanted),
  onOpen: ({ world }) => { cleanUp = () => world.stop(); },
}).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    complain(`the demo itself has failed: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.DEBUG && error instanceof Error) { complain(`${error.stack}\n`); }
    process.exitCode = EXIT.failed;
  },
);
