import type { RehearsedAccount } from './rehearsed-account';
import { WATCH_SECONDS } from '../../../src/contract';

const POLL_MS = 60_000;

/** Lets virtual time run until no namespace is being changed: as long as the function watches a change. */
export async function waitUntilQuiet({ aws }: RehearsedAccount): Promise<void> {
  const limit = aws.clock.now() + WATCH_SECONDS * 1000;
  const busy = () => aws.redshift.views().some(({ status }) => /^(modifying|deleting)$/i.test(status));
  while (busy() && aws.clock.now() < limit) { await aws.clock.advance(POLL_MS); }
}
