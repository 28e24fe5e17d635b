import { Environment } from './environment';
import { Input, optionalText } from './input';
import { Namespace } from './namespace';
import { pageOf } from './paging';
import { ServiceError } from '../types';

const EVERY_MS = 30 * 60_000;
const KEPT_MS = 24 * 3600_000;
const MEBIBYTE = 2 ** 20;

/**
 * Recovery points of namespaces: one every 30 minutes, each kept for 24 hours, without a key (SNAP-4). Their size is
 * the one that the namespace has now.
 */
export function listRecoveryPoints(
  env: Environment, namespaces: readonly Namespace[], input: Input,
): Record<string, unknown> {
  for (const member of ['startTime', 'endTime']) {
    if (input[member] !== undefined) {
      throw new ServiceError('UnknownOperationException',
        `the simulated Redshift Serverless does not support ListRecoveryPoints with ${member}`);
    }
  }
  const [name, arn] = [optionalText(input, 'namespaceName'), optionalText(input, 'namespaceArn')];
  const now = env.clock.now();
  const points = namespaces
    .filter((namespace) => name === undefined || namespace.name === name)
    .filter((namespace) => arn === undefined || namespace.arn === arn)
    .flatMap((namespace) => timesOf(Date.parse(namespace.creationDate), now).map((at) => ({
      recoveryPointId: `${namespace.id}-${at}`,
      recoveryPointCreateTime: new Date(at).toISOString(),
      totalSizeInMegaBytes: namespace.dataSize / MEBIBYTE,
      namespaceName: namespace.name,
      namespaceArn: namespace.arn,
    })));
  return pageOf('recoveryPoints', points, input);
}

/** Oldest first. */
function timesOf(createdAt: number, now: number): number[] {
  const gone = Math.ceil((now - KEPT_MS - createdAt) / EVERY_MS);
  const first = createdAt + Math.max(1, gone) * EVERY_MS;
  const count = Math.max(0, Math.floor((now - first) / EVERY_MS) + 1);
  return Array.from({ length: count }, (_, index) => first + index * EVERY_MS);
}
