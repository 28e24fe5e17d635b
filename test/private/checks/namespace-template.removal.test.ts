import { Aspects, Duration, Fn, RemovalPolicy, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { checkEdit, newStack, parameter, resourceOf, synth, warehouse, type EditCase } from './support';
import type { RotatableNamespaceProps } from '../../../src';

const destroy = { removalPolicy: RemovalPolicy.DESTROY };

describe('the data outlives the stack', () => {
  test.each<EditCase>([
    {
      name: 'applyRemovalPolicy of the construct',
      edit: (n) => n.applyRemovalPolicy(RemovalPolicy.DESTROY),
      want: ['namespaceNotRetained', 'namespaceNotRetained'],
    },
    {
      name: 'an Aspect',
      edit: (_n, s) => Aspects.of(s).add({
        visit: (node) => {
          if (node instanceof redshiftserverless.CfnNamespace) { node.applyRemovalPolicy(RemovalPolicy.DESTROY); }
        },
      }),
      want: ['namespaceNotRetained', 'namespaceNotRetained'],
    },
    {
      name: 'unset',
      edit: (n) => { resourceOf(n).cfnOptions.deletionPolicy = undefined; },
      want: ['namespaceNotRetained'],
    },
    {
      name: 'an override',
      edit: (n) => resourceOf(n).addOverride('UpdateReplacePolicy', 'Delete'),
      want: ['namespaceNotRetained'],
    },
    {
      name: 'a token',
      edit: (n, s) => resourceOf(n).addOverride('DeletionPolicy', parameter(s)),
      want: ['namespaceNotRetained'],
    },
    {
      name: 'nearest: retained in another way',
      edit: (n) => n.applyRemovalPolicy(RemovalPolicy.RETAIN),
      want: [],
    },
    { name: 'nearest: by the prop', edit: () => undefined, want: [], props: destroy },
    {
      name: 'nearest: the prop says destroy, an Aspect retains',
      edit: (n) => n.applyRemovalPolicy(RemovalPolicy.RETAIN),
      want: [],
      props: destroy,
    },
  ])('$name', checkEdit);
});

describe('the final snapshot', () => {
  test.each<{ name: string; props: RotatableNamespaceProps; want: string[] }>([
    { name: 'destroyed without one: a warning', props: destroy, want: ['noFinalSnapshot'] },
    { name: 'destroyed with one', props: { ...destroy, finalSnapshotName: 'last' }, want: [] },
    {
      name: 'destroyed with one that is kept for a time',
      props: { ...destroy, finalSnapshotName: 'last', finalSnapshotRetention: Duration.days(7) },
      want: [],
    },
    {
      name: 'destroyed with one whose name is a token',
      props: { ...destroy, finalSnapshotName: Fn.ref('AWS::StackName') },
      want: [],
    },
    { name: 'retained', props: {}, want: [] },
  ])('$name', ({ props, want }) => {
    const stack = newStack();
    warehouse(stack, props);
    expect(synth(stack)).toMatchObject({ errors: [], reported: want });
  });
});
