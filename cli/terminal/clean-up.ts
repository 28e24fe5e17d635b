/** What has to be undone before the program ends, however it ends. */
const cleanUps = new Set<() => unknown>();

/** Registers a clean-up. Returns a function that carries it out and forgets it. */
export function onEnd(cleanUp: () => unknown): () => Promise<void> {
  cleanUps.add(cleanUp);
  return async () => {
    if (cleanUps.delete(cleanUp)) { await cleanUp(); }
  };
}

/** Carries out every clean-up, newest first. */
export async function runCleanUps(): Promise<void> {
  for (const cleanUp of [...cleanUps].reverse()) {
    cleanUps.delete(cleanUp);
    try {
      await cleanUp();
    } catch {
      // The next one still runs.
    }
  }
}

/** Ends the program after a signal. What does not end within a second is left to the operating system. */
export function interrupted(status: number): void {
  setTimeout(() => process.exit(status), 1000).unref();
  void runCleanUps().finally(() => process.exit(status));
}
