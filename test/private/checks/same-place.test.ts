import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { isSamePlace } from '../../../src/private/checks/shared-namespace';

test('a nested stack is where its parent is, though neither says where', () => {
  const parent = new Stack(new App(), 'Parent');
  const nested = new NestedStack(parent, 'Nested');
  expect(isSamePlace(parent, nested)).toBe(true);
  expect(isSamePlace(nested, parent)).toBe(true);
  expect(isSamePlace(parent, parent)).toBe(true);
});

test('two stacks that do not say where they are may be at the same place', () => {
  const app = new App();
  expect(isSamePlace(new Stack(app, 'One'), new Stack(app, 'Two'))).toBe('perhaps');
});
