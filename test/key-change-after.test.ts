import { App, Duration, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { errorIds } from './private/checks/support';
import { ENV, newStack, WINDOW } from './templates';
import { KeyChangeTimeout, NamespaceKeyChange, RotatableNamespace, type RotatableNamespaceProps } from '../src';

interface Deployed {
  readonly Type: string;
  readonly DependsOn?: string[];
  readonly Properties: { readonly NamespaceName: string };
}

/** The namespaces whose key changes a key change waits for, directly or not. */
function waitsFor(stack: Stack, namespaceName: string): string[] {
  const resources: Record<string, Deployed> = Template.fromStack(stack).toJSON().Resources;
  const seen = new Set<string>();
  const visit = (id: string): void => {
    for (const before of resources[id].DependsOn ?? []) {
      if (!seen.has(before)) { visit(before); }
      seen.add(before);
    }
  };
  const windows = Object.entries(resources).filter(([, { Type }]) => Type === WINDOW);
  windows.filter(([, { Properties }]) => Properties.NamespaceName === namespaceName).forEach(([id]) => visit(id));
  const names = windows.filter(([id]) => seen.has(id)).map(([, { Properties }]) => Properties.NamespaceName);
  return [...new Set(names)].filter((name) => name !== namespaceName).sort();
}

const namespace = (stack: Stack, namespaceName: string, props: RotatableNamespaceProps = {}) =>
  new RotatableNamespace(stack, namespaceName, { namespaceName, ...props });

test('by default no key change waits for another', () => {
  const stack = newStack();
  namespace(stack, 'orders');
  namespace(stack, 'payments');
  expect(waitsFor(stack, 'payments')).toEqual([]);
});

describe('waves', () => {
  const stack = newStack();
  const sandbox = namespace(stack, 'sandbox', { keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(2)) });
  const second = ['orders', 'payments'].map((name) => namespace(stack, name, { keyChangeAfter: [sandbox.keyChange] }));
  namespace(stack, 'shipping', { keyChangeAfter: second.map(({ keyChange }) => keyChange) });

  test.each([
    { name: 'sandbox', want: [] },
    { name: 'orders', want: ['sandbox'] },
    { name: 'payments', want: ['sandbox'] },
    { name: 'shipping', want: ['orders', 'payments', 'sandbox'] },
  ])('$name waits for $want', ({ name, want }) => expect(waitsFor(stack, name)).toEqual(want));

  test('every window of the next wave waits for every window of the last one', () => {
    const resources = Template.fromStack(stack).findResources(WINDOW);
    const ids = (name: string) =>
      Object.keys(resources).filter((id) => resources[id].Properties.NamespaceName === name);
    expect(ids('sandbox')).toHaveLength(3);
    for (const id of ids('orders')) {
      expect(resources[id].DependsOn).toEqual(expect.arrayContaining(ids('sandbox')));
    }
  });

  test('the checks of the template accept it', () => expect(errorIds(stack)).toEqual([]));
});

test('after a whole namespace: what belongs to it comes first as well', () => {
  const stack = newStack();
  const sandbox = namespace(stack, 'sandbox');
  namespace(stack, 'orders', { keyChangeAfter: [sandbox] });
  const [window] = Object.values(Template.fromStack(stack).findResources(WINDOW, {
    Properties: { NamespaceName: 'orders' },
  }));
  expect(window.DependsOn).toContain(stack.getLogicalId(sandbox.node.defaultChild as never));
});

test('a key change alone', () => {
  const stack = newStack();
  const sandbox = namespace(stack, 'sandbox');
  const key = new kms.Key(stack, 'Key');
  new NamespaceKeyChange(stack, 'Theirs', { namespaceName: 'theirs', key, after: [sandbox.keyChange] });
  expect(waitsFor(stack, 'theirs')).toEqual(['sandbox']);
});

test('in another stack: that stack comes first', () => {
  const app = new App();
  const [canary, late] = ['Canary', 'Late'].map((id) => new Stack(app, id, { env: ENV }));
  const sandbox = namespace(canary, 'sandbox');
  namespace(late, 'orders', { keyChangeAfter: [sandbox.keyChange] });
  app.synth();
  expect(late.dependencies).toEqual([canary]);
  expect(canary.dependencies).toEqual([]);
});
