import type { RecoveryPoint } from '@aws-sdk/client-redshift-serverless';

/** Size of the data in MB, as the newest recovery point states it. */
export function newestSize(recoveryPoints: readonly RecoveryPoint[] = []): number | undefined {
  const timeOf = (point: RecoveryPoint): number => point.recoveryPointCreateTime?.getTime() ?? 0;
  return [...recoveryPoints].sort((a, b) => timeOf(b) - timeOf(a))[0]?.totalSizeInMegaBytes;
}
