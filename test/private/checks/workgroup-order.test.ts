import { Stack, aws_redshiftserverless as redshiftserverless, type App } from 'aws-cdk-lib';
import { ENV, newStack, parameter, synth, warehouse } from './support';
import type { RotatableNamespace } from '../../../src';

const workgroup = (scope: Stack, namespaceName: string) =>
  new redshiftserverless.CfnWorkgroup(scope, 'Workgroup', { workgroupName: 'w', namespaceName });
const newStackBeside = (stack: Stack, id: string, env = ENV) => new Stack(stack.node.root as App, id, { env });

describe('a workgroup waits for its namespace', () => {
  interface Case {
    readonly name: string;
    readonly add: (stack: Stack, namespace: RotatableNamespace) => void;
    readonly want: string[];
  }
  test.each<Case>([
    { name: 'the name as text', add: (s) => workgroup(s, 'warehouse'), want: ['workgroupByPlainName'] },
    { name: 'the reference', add: (s, n) => workgroup(s, n.namespaceName), want: [] },
    {
      name: 'the name as text, and a dependency',
      add: (s, n) => workgroup(s, 'warehouse').node.addDependency(n),
      want: [],
    },
    { name: 'the name of another namespace', add: (s) => workgroup(s, 'other'), want: [] },
    { name: 'a token', add: (s) => workgroup(s, parameter(s)), want: [] },
    {
      name: 'the name as text in another stack',
      add: (s) => workgroup(newStackBeside(s, 'Second'), 'warehouse'),
      want: ['workgroupByPlainName'],
    },
    {
      name: 'the same, in a stack that is deployed after it',
      add: (s) => {
        const later = newStackBeside(s, 'Second');
        later.addDependency(s);
        workgroup(later, 'warehouse');
      },
      want: [],
    },
    {
      name: 'the same, two stacks later',
      add: (s) => {
        const [between, later] = [newStackBeside(s, 'Between'), newStackBeside(s, 'Second')];
        between.addDependency(s);
        later.addDependency(between);
        workgroup(later, 'warehouse');
      },
      want: [],
    },
    {
      name: 'in another Region',
      add: (s) => workgroup(newStackBeside(s, 'Second', { ...ENV, region: 'us-east-1' }), 'warehouse'),
      want: [],
    },
    {
      name: 'the reference in another stack',
      add: (s, n) => workgroup(newStackBeside(s, 'Second'), n.namespaceName),
      want: [],
    },
  ])('$name', ({ add, want }) => {
    const stack = newStack();
    add(stack, warehouse(stack));
    expect(synth(stack)).toMatchObject({ errors: [], reported: want });
  });

  test('the same token in its own stack is the same name; the warning shows the right reference', () => {
    const stack = newStack();
    const namespaceName = parameter(stack);
    workgroup(stack, namespaceName);
    warehouse(stack, { namespaceName });
    expect(synth(stack).texts).toEqual([
      "the workgroup 'Stack/Workgroup' does not wait until the key of its namespace has changed, "
      + "got: namespaceName '(known to the deployment alone)' as text; give the reference: "
      + "namespaceName: <the construct 'Stack/Warehouse'>.namespaceName "
      + '[ack: cdk-redshift-rotatable-namespace:workgroupByPlainName]',
    ]);
  });
});
