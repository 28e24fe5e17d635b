import { Duration, Size } from 'aws-cdk-lib';
import type { Contender } from './contender';
import { KeyChangeTimeout, NamespaceEncryption, RotatableNamespace } from '../../src';

/** `forDataSize` allows twice the typical time, up to 48 hours. */
const LARGEST_ESTIMATE_TB = 768;

export const library: Contender = {
  id: 'library',
  label: 'this library',
  description: '`RotatableNamespace` with `keyGenerations` and `KeyChangeTimeout.forDataSize(size)`; '
    + 'beyond 768 TB `KeyChangeTimeout.upTo(Duration.hours(48))`',
  add(scope, { namespaceName, generation, sizeTB }) {
    new RotatableNamespace(scope, 'Namespace', {
      namespaceName,
      encryption: NamespaceEncryption.keyGenerations({ active: generation }),
      keyChangeTimeout: sizeTB <= LARGEST_ESTIMATE_TB
        ? KeyChangeTimeout.forDataSize(Size.tebibytes(sizeTB))
        : KeyChangeTimeout.upTo(Duration.hours(48)),
    });
  },
};
