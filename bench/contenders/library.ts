import { Duration } from 'aws-cdk-lib';
import type { Contender } from './contender';
import { KeyChangeTimeout, NamespaceEncryption, RotatableNamespace } from '../../src';

/** Twice the typical time, as `forDataSize` allows: an hour at least, and 48 hours at most. No size is given. */
const hoursFor = (sizeTB: number): number => Math.min(48, Math.max(1, (sizeTB / 8) * 0.5));

export const library: Contender = {
  id: 'library',
  label: 'this library',
  description: '`RotatableNamespace` with `keyGenerations` and `KeyChangeTimeout.upTo` twice the typical time, at most '
    + '48 hours. The size of the data is not given: the function reads it from the newest recovery point',
  add(scope, { namespaceName, generation, sizeTB }) {
    new RotatableNamespace(scope, 'Namespace', {
      namespaceName,
      encryption: NamespaceEncryption.keyGenerations({ active: generation }),
      keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(hoursFor(sizeTB))),
    });
  },
};
