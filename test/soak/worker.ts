import { emptyTally, liveMany, seedsFrom, type Live, type Tally } from '../lives/live';

/** What a worker is told to do: seeds `first`, `first + step`, … */
export interface Share { readonly first: number; readonly count: number; readonly step: number }
/** What a worker says now and then, and when it has ended. */
export interface Word { readonly tally: Tally; readonly ended: boolean }

const EVERY_MS = 250;

/** Waits for its share, lives it, and tells how far it is. */
export function work(live: Live, end: () => Promise<void>): void {
  // Without its crew there is nobody to tell.
  process.once('disconnect', () => process.exit());
  process.once('message', (share: Share) => {
    const tally = emptyTally();
    let last = Date.now();
    const progress = async () => {
      if (Date.now() - last < EVERY_MS) { return; }
      last = Date.now();
      process.send?.({ tally, ended: false } satisfies Word);
      // A fast life never comes back to the event loop: without this nothing would be sent, and the end of the crew not be noticed.
      await new Promise((resolve) => setImmediate(resolve));
    };
    liveMany(live, seedsFrom(share.first, share.count, share.step), tally, progress)
      .then(end)
      .then(() => process.send?.({ tally, ended: true } satisfies Word, () => process.disconnect()))
      .catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
  });
}
