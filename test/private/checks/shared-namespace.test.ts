import { Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless, type App } from 'aws-cdk-lib';
import { besideKeyChange, ENV, errorIds, idOfError, KEY, newStack, parameter, synth, warehouse } from './support';
import { NamespaceKeyChange } from '../../../src';

const otherStack = (app: App, env?: { account: string; region: string }) => new Stack(app, 'Other', { env });

/** Each of two constructs reports both its resource and its key change. */
const fourTimes = (id: string): string[] => Array<string>(4).fill(id);

describe('a namespace has one owner', () => {
  interface Case {
    readonly name: string;
    readonly add: (stack: Stack, app: App) => unknown;
    readonly errors?: string[];
    readonly reported?: string[];
  }
  test.each<Case>([
    {
      name: 'a second construct in the stack',
      add: (s) => warehouse(s, {}, 'Second'),
      errors: fourTimes('sharedNamespace'),
    },
    {
      name: 'in another stack of the same account and Region',
      add: (_s, app) => warehouse(otherStack(app, ENV)),
      errors: fourTimes('sharedNamespace'),
    },
    { name: 'in another Region', add: (_s, app) => warehouse(otherStack(app, { ...ENV, region: 'us-east-1' })) },
    {
      name: 'in a stack without env',
      add: (_s, app) => warehouse(otherStack(app)),
      reported: fourTimes('perhapsSharedNamespace'),
    },
    { name: 'another name', add: (s) => warehouse(s, { namespaceName: 'second' }, 'Second') },
    {
      name: 'a name that only the deployment knows',
      add: (s) => warehouse(s, { namespaceName: parameter(s) }, 'Second'),
    },
    {
      name: 'a bare resource of the same name',
      add: (s) => new redshiftserverless.CfnNamespace(s, 'Bare', { namespaceName: 'warehouse', kmsKeyId: KEY }),
      errors: ['sharedNamespace'],
    },
    {
      name: 'a second key change',
      add: (s) => new NamespaceKeyChange(s, 'Change', {
        namespaceName: 'warehouse', key: kms.Key.fromKeyArn(s, 'K', KEY),
      }),
      errors: ['sharedNamespace', 'sharedNamespace'],
    },
  ])('$name', ({ add, errors = [], reported = [] }) => {
    const stack = newStack();
    warehouse(stack);
    add(stack, stack.node.root as App);
    const outcome = synth(stack);
    expect(outcome.errors.map(idOfError)).toEqual(errors);
    expect(outcome.reported).toEqual(reported);
  });

  test('the same parameter names the same namespace', () => {
    const stack = newStack();
    const namespaceName = parameter(stack);
    warehouse(stack, { namespaceName });
    warehouse(stack, { namespaceName }, 'Second');
    expect(errorIds(stack)).toEqual(fourTimes('sharedNamespace'));
  });

  test('parameters of the same name in two stacks name two namespaces', () => {
    const stack = newStack();
    warehouse(stack, { namespaceName: parameter(stack) });
    const second = otherStack(stack.node.root as App, ENV);
    warehouse(second, { namespaceName: parameter(second) });
    expect(errorIds(stack)).toEqual([]);
  });

  test('a key change for a bare resource is no second owner', () => {
    const stack = newStack();
    besideKeyChange(stack, { kmsKeyId: 'alias/mine' });
    expect(errorIds(stack)).toEqual([]);
  });
});
