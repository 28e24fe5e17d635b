/** Exit statuses of every command. */
export const EXIT = {
  /** it ends well */
  well: 0,
  /** it ends badly */
  badly: 1,
  /** nothing could be said: the command line, a file or the environment is not valid */
  impossible: 2,
} as const;

/** An action ends its command with this status. */
export function exitWith(status: number): void {
  process.exitCode = status;
}
