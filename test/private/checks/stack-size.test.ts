import {
  App, CfnResource, NestedStack, Stack, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { ENV, idOfError, newStack, synth, warehouse } from './support';
import { KeyChangeProvider, NamespaceEncryption } from '../../../src';

/** Fills a stack up, so that it has this many resources. */
function fill(stack: Stack, resources: number): Stack {
  KeyChangeProvider.of(stack);
  const has = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
  for (let index = has; index < resources; index += 1) {
    new CfnResource(stack, `Filler${index}`, { type: 'AWS::CloudFormation::WaitConditionHandle' });
  }
  return stack;
}

/** What the library reports; the CDK counts for itself. */
const reported = (stack: Stack): string[] => {
  const { errors, reported: warnings } = synth(stack);
  return [...errors.map(idOfError), ...warnings.filter((id) => id.startsWith('stack'))];
};
const LIMIT = '@aws-cdk/core:stackResourceLimit';

test.each<{ resources: number; context?: object; want: string[] }>([
  { resources: 449, want: [] },
  { resources: 450, want: ['stackNearlyFull'] },
  { resources: 500, want: ['stackNearlyFull'] },
  { resources: 501, want: ['stackFull'] },
  { resources: 501, context: { [LIMIT]: 0 }, want: [] },
  { resources: 501, context: { [LIMIT]: 600 }, want: [] },
  { resources: 551, context: { [LIMIT]: 600 }, want: ['stackNearlyFull'] },
  { resources: 100, context: { [LIMIT]: '120' }, want: ['stackNearlyFull'] },
  { resources: 121, context: { [LIMIT]: '120' }, want: ['stackFull'] },
])('$resources resources with $context: $want', ({ resources, context, want }) => {
  expect(reported(fill(newStack({ ...context }), resources))).toEqual(want);
});

test('the error comes before that of the CDK, and says what to do', () => {
  const { errors } = synth(fill(newStack(), 501));
  expect(errors).toEqual([expect.stringContaining(
    "the stack 'Stack' must have at most 500 resources, and each key generation and each window is one, got: 501 "
    + 'resources; give each namespace, or a few of them, a stack of their own, or raise oldest of keyGenerations')]);
});

test('once for a stack, however many namespaces it has', () => {
  const stack = newStack();
  warehouse(stack);
  warehouse(stack, { namespaceName: 'orders' }, 'Orders');
  expect(reported(fill(stack, 460))).toEqual(['stackNearlyFull']);
});

test('a nested stack has resources of its own', () => {
  const outer = fill(new Stack(new App({ analyticsReporting: false }), 'Outer', { env: ENV }), 449 - 1);
  fill(new NestedStack(outer, 'Nested'), 449);
  expect(reported(outer)).toEqual([]);
});

test('a stack without a key change is none of our business', () => {
  const stack = newStack();
  for (let index = 0; index < 460; index += 1) {
    new CfnResource(stack, `Filler${index}`, { type: 'AWS::CloudFormation::WaitConditionHandle' });
  }
  expect(reported(stack)).toEqual([]);
});

test.each([
  { keys: 1, namespaces: 98, more: 99 },
  { keys: 2, namespaces: 82, more: 83 },
])('$namespaces namespaces with $keys keys and a workgroup fit (docs/fleets.md)', ({ keys, namespaces, more }) => {
  const resourcesOf = (count: number): number => {
    const stack = newStack();
    for (let index = 0; index < count; index += 1) {
      const name = `fleet-${index}`;
      const encryption = NamespaceEncryption.keyGenerations({ active: 1, newest: keys });
      const { namespaceName } = warehouse(stack, { namespaceName: name, encryption }, name);
      new redshiftserverless.CfnWorkgroup(stack, `${name}-workgroup`, { workgroupName: name, namespaceName });
    }
    return stack.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
  };
  expect(resourcesOf(namespaces)).toBeLessThanOrEqual(500);
  expect(resourcesOf(more)).toBeGreaterThan(500);
});
