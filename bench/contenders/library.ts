import { Duration, Size } from 'aws-cdk-lib';
import type { Contender } from './contender';
import { KeyChangeWait, NamespaceEncryption, RotatableNamespace } from '../../src';

/** `forDataSize` estimates twice the typical time, which goes up to 48 hours. */
const LARGEST_ESTIMATE_TB = 768;

/** (a) */
export const library: Contender = {
  id: 'library',
  label: 'this library',
  description: '`RotatableNamespace` with `keyGenerations` and `KeyChangeWait.forDataSize(size)`; beyond 768 TB `KeyChangeWait.upTo(Duration.hours(48))`',
  add(scope, { namespaceName, generation, sizeTB }) {
    new RotatableNamespace(scope, 'Namespace', {
      namespaceName,
      encryption: NamespaceEncryption.keyGenerations({ active: generation }),
      keyChangeWait: sizeTB <= LARGEST_ESTIMATE_TB ? KeyChangeWait.forDataSize(Size.tebibytes(sizeTB)) : KeyChangeWait.upTo(Duration.hours(48)),
    });
  },
};
