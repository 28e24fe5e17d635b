import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { RotatableNamespace } from '../../../src';
import { newStack, synth, warehouse } from '../checks/support';

test.each<{ where: string; scopeOf: (namespace: RotatableNamespace) => IConstruct }>([
  { where: 'at the construct', scopeOf: (namespace) => namespace },
  { where: 'at its stack', scopeOf: (namespace) => namespace.stack },
])('a warning can be acknowledged $where', ({ scopeOf }) => {
  const stack = newStack();
  const namespace = warehouse(stack, { removalPolicy: RemovalPolicy.DESTROY });
  const id = 'cdk-redshift-rotatable-namespace:noFinalSnapshot';
  Annotations.of(scopeOf(namespace)).acknowledgeWarning(id, 'a sandbox');
  expect(synth(stack)).toMatchObject({ errors: [], reported: [] });
});
