import {
  Annotations, Aspects, CfnParameter, Stack, Stage, aws_redshiftserverless as redshiftserverless, type App,
} from 'aws-cdk-lib';
import { ENV, ID, newStack, parameter, synth, warehouse } from './support';
import { NamespaceKeyGuard, NamespaceKeyGuardMode, type RotatableNamespace } from '../../../src';

type WorkgroupProps = Partial<redshiftserverless.CfnWorkgroupProps>;
const WARNED = ['workgroupRestoresAgain'];

const workgroup = (stack: Stack, props: WorkgroupProps, id = 'Workgroup') =>
  new redshiftserverless.CfnWorkgroup(stack, id, { workgroupName: 'w', namespaceName: 'other', ...props });
const beside = (stack: Stack, id: string, env = ENV) => new Stack(stack.node.root as App, id, { env });

describe('a workgroup on a RotatableNamespace that restores at each update', () => {
  interface Case {
    readonly name: string;
    readonly add: (stack: Stack, namespace: RotatableNamespace) => unknown;
    readonly want: string[];
  }
  test.each<Case>([
    { name: 'nothing to restore from', add: (s, n) => workgroup(s, { namespaceName: n.namespaceName }), want: [] },
    {
      name: 'SnapshotName',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName, snapshotName: 'before' }),
      want: WARNED,
    },
    {
      name: 'SnapshotArn',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName, snapshotArn: 'arn:…' }),
      want: WARNED,
    },
    {
      name: 'RecoveryPointId',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName, recoveryPointId: 'r-1' }),
      want: WARNED,
    },
    {
      name: 'a value that only the deployment knows, which may be set',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName, snapshotName: parameter(s) }),
      want: WARNED,
    },
    {
      name: 'an override',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName }).addPropertyOverride('SnapshotName', 'before'),
      want: WARNED,
    },
    {
      name: 'an override that takes it away',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName, snapshotName: 'before' })
        .addPropertyDeletionOverride('SnapshotName'),
      want: [],
    },
    {
      name: 'the owner of a snapshot alone',
      add: (s, n) => workgroup(s, { namespaceName: n.namespaceName, snapshotOwnerAccount: '444455556666' }),
      want: [],
    },
    {
      name: 'by reference from another stack',
      add: (s, n) => workgroup(beside(s, 'Second'), { namespaceName: n.namespaceName, snapshotName: 'before' }),
      want: WARNED,
    },
    {
      name: 'by name from a stack that is deployed later',
      add: (s) => {
        const later = beside(s, 'Second');
        later.addDependency(s);
        workgroup(later, { namespaceName: 'warehouse', snapshotName: 'before' });
      },
      want: WARNED,
    },
    {
      name: 'by name in another Region: another namespace',
      add: (s) => workgroup(beside(s, 'Second', { ...ENV, region: 'us-east-1' }), {
        namespaceName: 'warehouse', snapshotName: 'before',
      }),
      want: [],
    },
    { name: 'on another namespace', add: (s) => workgroup(s, { snapshotName: 'before' }), want: [] },
  ])('$name', ({ add, want }) => {
    const stack = newStack();
    add(stack, warehouse(stack));
    expect(synth(stack)).toMatchObject({ errors: [], reported: want });
  });

  test('on a namespace whose name only the deployment knows', () => {
    const stack = newStack();
    const namespaceName = new CfnParameter(stack, 'Name').valueAsString;
    workgroup(stack, { namespaceName: warehouse(stack, { namespaceName }).namespaceName, snapshotName: 'before' });
    expect(synth(stack)).toMatchObject({ errors: [], reported: WARNED });
  });

  const restored = (): Stack => {
    const stack = newStack();
    const { namespaceName } = warehouse(stack);
    workgroup(stack, { namespaceName, snapshotName: 'before', recoveryPointId: 'r-1' });
    return stack;
  };

  test('word for word', () => {
    const stack = restored();
    expect(synth(stack).texts).toEqual([
      "the workgroup 'Stack/Workgroup' restores its namespace again, over the data, at each later update while it has "
      + "the property, got: SnapshotName 'before', RecoveryPointId 'r-1'; take the property away in the deployment "
      + 'after the one that restores, before anything else of the workgroup changes, or restore with aws '
      + `redshift-serverless restore-from-snapshot instead [ack: ${ID}workgroupRestoresAgain]`,
    ]);
  });

  test('it can be acknowledged at the stack', () => {
    const stack = restored();
    Annotations.of(stack).acknowledgeWarning(`${ID}workgroupRestoresAgain`, 'the first deployment');
    expect(synth(stack).reported).toEqual([]);
  });
});

describe('NamespaceKeyGuard', () => {
  test.each<{ name: string; props: ConstructorParameters<typeof NamespaceKeyGuard>[0]; want: string[] }>([
    { name: 'warns of any workgroup of the app', props: {}, want: WARNED },
    { name: 'warns in its mode WARN too', props: { mode: NamespaceKeyGuardMode.WARN }, want: WARNED },
    { name: 'not of one that it is told to allow', props: { allow: ['Stack/Workgroup'] }, want: [] },
  ])('$name', ({ props, want }) => {
    const stack = newStack();
    workgroup(stack, { snapshotName: 'before' });
    Aspects.of(stack.node.root).add(new NamespaceKeyGuard(props));
    expect(synth(stack)).toMatchObject({ errors: [], reported: want });
  });

  test('leaves another Stage to the guard of that Stage', () => {
    const stack = newStack();
    const inner = new Stack(new Stage(stack.node.root, 'Prod'), 'Inner', { env: ENV });
    workgroup(inner, { snapshotName: 'before' });
    Aspects.of(stack.node.root).add(new NamespaceKeyGuard());
    expect(synth(stack)).toMatchObject({ errors: [], reported: [] });
  });

  test('beside a RotatableNamespace: one warning, not two', () => {
    const stack = newStack();
    workgroup(stack, { namespaceName: warehouse(stack).namespaceName, snapshotName: 'before' });
    Aspects.of(stack.node.root).add(new NamespaceKeyGuard());
    expect(synth(stack).reported).toEqual(WARNED);
  });
});
