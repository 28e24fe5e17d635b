import { FUNCTION_TIMEOUT_SECONDS } from '../../contract';

/** Quiet period: after it, no request that a dead invocation has sent can still arrive. */
export const QUIET_PERIOD_MS = (FUNCTION_TIMEOUT_SECONDS + 60) * 1000;

/** Start deadline: a change that was accepted has started by then, or never will. */
export const START_DEADLINE_MS = 10 * 60 * 1000;

/** New permissions take minutes to act, so a denial counts only when it has lasted this long. */
export const DENIED_MS = 5 * 60 * 1000;

/**
 * What a single wrong answer could show (no kmsKeyId, INACCESSIBLE_KMS_KEY) is decided by two observations that are at
 * least this far apart.
 */
export const APART_MS = 30 * 1000;

/** Before an update is sent again after a refusal that may pass, such as a Conflict. */
export const RETRY_UPDATE_MS = 15 * 1000;

/** How long after its end a window waits until it can read its stack's status. */
export const STACK_STATUS_MS = 2 * 60 * 1000;

/** Updates whose outcome is unknown, at most. */
export const MAXIMUM_UPDATES = 2;
