import { SingleBar } from 'cli-progress';
import { onEnd } from './clean-up';

/** Progress of work whose steps can be counted. */
export interface ProgressBar {
  update(done: number, label?: string): void;
  stop(): void;
}

/** A bar on the error output, where it does not mix with the result. Nothing is drawn where that is no terminal. */
export function progressBar(total: number, label: string, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  if (stream.isTTY !== true || process.env.TERM === 'dumb') { return { update: () => {}, stop: () => {} }; }
  const bar = new SingleBar({
    stream,
    format: ' {bar} {percentage} %  {value}/{total}  {label}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  bar.start(total, 0, { label });
  // A hidden cursor must not outlive the program.
  const end = onEnd(() => bar.stop());
  return {
    update: (done, text) => bar.update(done, text === undefined ? {} : { label: text }),
    stop: () => { void end(); },
  };
}
