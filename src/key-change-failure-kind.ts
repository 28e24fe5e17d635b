/** Why a key change has failed, as the metric `KeyChangeFailed` and the events say it. */
export enum KeyChangeFailureKind {
  /** The service, KMS or the function itself refused it: the request could not be granted as it was. */
  REFUSED = 'refused',
  /** A permission was denied for more than five minutes. */
  DENIED = 'denied',
  /** The change had not ended, or could not be started, when the deployment stopped waiting. */
  TIMED_OUT = 'timed-out',
  /** A newer request for the same namespace arrived: a rollback, say. */
  SUPERSEDED = 'superseded',
  /** The change ended, and the namespace is not on the desired key. */
  ENDED_ELSEWHERE = 'ended-elsewhere',
}
