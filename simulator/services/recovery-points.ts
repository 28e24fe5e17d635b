import { Input, optionalText } from './input';
import { Namespace } from './namespace';
import { pageOf } from './paging';
import { ServiceError } from '../types';

const MEBIBYTE = 2 ** 20;

/**
 * Recovery points of namespaces, newest first: one every 30 minutes, each kept for 24 hours, without a key (SNAP-4),
 * and of the size that the namespace had then (SIZE-1).
 */
export function listRecoveryPoints(namespaces: readonly Namespace[], input: Input): Record<string, unknown> {
  for (const member of ['startTime', 'endTime']) {
    if (input[member] !== undefined) {
      throw new ServiceError('UnknownOperationException',
        `the simulated Redshift Serverless does not support ListRecoveryPoints with ${member}`);
    }
  }
  const [name, arn] = [optionalText(input, 'namespaceName'), optionalText(input, 'namespaceArn')];
  const points = namespaces
    .filter((namespace) => name === undefined || namespace.name === name)
    .filter((namespace) => arn === undefined || namespace.arn === arn)
    .flatMap((namespace) => namespace.recoveryPoints().reverse().map(({ at, bytes }) => ({
      recoveryPointId: `${namespace.id}-${at}`,
      recoveryPointCreateTime: new Date(at).toISOString(),
      totalSizeInMegaBytes: bytes / MEBIBYTE,
      namespaceName: namespace.name,
      namespaceArn: namespace.arn,
    })));
  return pageOf('recoveryPoints', points, input);
}
