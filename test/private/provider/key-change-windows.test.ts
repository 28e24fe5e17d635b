import { Duration, Size, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { synthKeyChange } from './key-change';
import {
  CreatedWith, KeyChangeTimeout, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace,
} from '../../../src';
import { newStack, WINDOW, type Fragment } from '../../templates';

/** The windows of a template by their number, with their logical ids. */
function windowsOf(template: Template): { readonly id: string; readonly resource: Fragment }[] {
  const found = Object.entries(template.findResources(WINDOW))
    .map(([id, resource]) => ({ id, resource: resource as Fragment }));
  return found.sort((a, b) => Number(a.resource.Properties.Window) - Number(b.resource.Properties.Window));
}

const upTo = (hours: number) => ({ keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(hours)) });
const forDataSize = (tebibytes: number) =>
  ({ keyChangeTimeout: KeyChangeTimeout.forDataSize(Size.tebibytes(tebibytes)) });

test.each<{ name: string; keyChangeTimeout?: KeyChangeTimeout; want: number }>([
  { name: 'no timeout given', want: 1 },
  { name: 'an hour', ...upTo(1), want: 1 },
  { name: '40 TiB', ...forDataSize(40), want: 3 },
  { name: '48 hours', ...upTo(48), want: 53 },
])('$name: $want windows, which all request the same', ({ keyChangeTimeout, want }) => {
  const windows = windowsOf(synthKeyChange({ keyChangeTimeout }));
  const numbers = windows.map(({ resource }) => resource.Properties.Window);
  expect(numbers).toEqual(Array.from({ length: want }, (_, i) => i + 1));
  for (const [i, { id, resource: { Properties: properties } }] of windows.entries()) {
    expect(id).toMatch(new RegExp(`^KeyChangeWindow${i + 1}[0-9A-F]{8}$`));
    expect(properties).toEqual({
      ...windows[0].resource.Properties,
      Window: i + 1,
      Windows: want,
      ServiceTimeout: '3600',
      ...(i === 0 ? {} : { Handover: { 'Fn::GetAtt': [windows[i - 1].id, 'Handover'] } }),
    });
  }
  expect(windows[0].resource.Properties).not.toHaveProperty('Handover');
});

test('each waits for the permission to start the waiter, which must exist as long as it may be called', () => {
  const template = synthKeyChange(upTo(3));
  const [[events, { DependsOn: before }]] = Object.entries(template.findResources('AWS::Lambda::EventInvokeConfig'));
  expect(before).toEqual([expect.stringMatching(/StartWaiter/)]);
  for (const { resource } of windowsOf(template)) { expect(resource.DependsOn).toContain(events); }
});

test('what is typical for the data reaches each of them, and a time is no estimate', () => {
  const typicalSeconds = (given: { keyChangeTimeout: KeyChangeTimeout }) =>
    windowsOf(synthKeyChange(given)).map(({ resource }) => resource.Properties.TypicalSeconds);
  expect(typicalSeconds(forDataSize(40))).toEqual([4500, 4500, 4500]);
  expect(typicalSeconds(upTo(2))).toEqual([undefined, undefined, undefined]);
});

test('the generation that is desired reaches each of them; a key of the user is none', () => {
  const generations = (encryption?: NamespaceEncryption) => {
    const stack = newStack();
    new RotatableNamespace(stack, 'Warehouse', { encryption, ...upTo(2) });
    return windowsOf(Template.fromStack(stack)).map(({ resource: { Properties: { Generation, NewestGeneration } } }) =>
      [Generation, NewestGeneration]);
  };
  expect(generations(NamespaceEncryption.keyGenerations({ active: 2, newest: 3 }))).toEqual(Array(3).fill([2, 3]));
  expect(windowsOf(synthKeyChange())[0].resource.Properties).not.toHaveProperty('Generation');
});

test('createdWith reaches each of them', () => {
  const windows = windowsOf(synthKeyChange({ ...upTo(3), createdWith: CreatedWith.awsOwnedKey() }));
  const createdWith = windows.map(({ resource }) => resource.Properties.CreatedWithKmsKeyId);
  expect(createdWith).toEqual(Array(4).fill('AWS_OWNED_KMS_KEY'));
});

test('whatever refers to keyArn waits for the last of them', () => {
  const stack = new Stack();
  const key = new kms.Key(stack, 'Key');
  const change = new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key, ...upTo(3) });
  const window = expect.stringMatching(/^KeyChangeWindow4/);
  expect(stack.resolve(change.keyArn)).toEqual({ 'Fn::GetAtt': [window, 'KmsKeyArn'] });
});

test('a longer timeout adds windows, and keeps those that exist', () => {
  const ids = (hours: number) => windowsOf(synthKeyChange(upTo(hours))).map(({ id }) => id);
  expect(ids(6).slice(0, 3)).toEqual(ids(2));
});

test('no property is overwritten that the CDK sets: no warning', () => {
  const stack = newStack();
  synthKeyChange(upTo(3), stack);
  const all = Annotations.fromStack(stack);
  const overwritten = Match.stringLikeRegexp('customResourcePropConflict|will be overwritten');
  expect(all.findWarning('*', overwritten)).toEqual([]);
  const messages = [...all.findWarning('*', Match.anyValue()), ...all.findError('*', Match.anyValue())];
  expect(messages.filter(({ id }) => id.includes('/KeyChange/'))).toEqual([]);
});
