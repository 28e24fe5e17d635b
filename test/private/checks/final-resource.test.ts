import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { finalResource, isInTree, logicalIdOf } from '../../../src/private/checks/final-resource';

/**
 * Pins the one internal of the CDK that the checks need: `CfnElement._toCloudFormation`. The suite also runs with the
 * oldest release of the peer range and with the newest one.
 */
describe('the final properties of a resource', () => {
  const stack = new Stack(new App(), 'Stack');
  const before = new CfnResource(stack, 'Before', { type: 'A::B::C' });
  const resource = new CfnResource(stack, 'Resource', {
    type: 'A::B::C',
    properties: { Kept: 1, Gone: 2, Changed: 3, Token: stack.region },
  });

  test('are those of the written template, with every override', () => {
    resource.addPropertyDeletionOverride('Gone');
    resource.addPropertyOverride('Changed', 4);
    resource.addPropertyOverride('Added.Deep', 5);
    resource.addOverride('DeletionPolicy', 'Delete');
    resource.cfnOptions.updateReplacePolicy = 'Retain' as never;
    resource.addDependency(before);
    const final = finalResource(resource);
    expect(final).toEqual({
      Type: 'A::B::C',
      Properties: { Kept: 1, Changed: 4, Token: { Ref: 'AWS::Region' }, Added: { Deep: 5 } },
      DependsOn: ['Before'],
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Retain',
      Condition: undefined,
    });
    const assembly = (stack.node.root as App).synth();
    const { template } = assembly.getStackByName('Stack') as { template: { Resources: Record<string, object> } };
    expect(template.Resources[logicalIdOf(resource)]).toEqual(JSON.parse(JSON.stringify(final)));
  });

  test.each<{ name: string; internal: unknown }>([
    { name: 'gone', internal: undefined },
    { name: 'answering otherwise', internal: () => 'something' },
    { name: 'answering with nothing', internal: () => ({ Resources: {} }) },
  ])('a CDK whose internal is $name is an error, never silence', ({ name, internal }) => {
    const odd = new CfnResource(stack, `Odd${name}`, { type: 'A::B::C' });
    Object.defineProperty(odd, '_toCloudFormation', { value: internal });
    expect(() => finalResource(odd)).toThrow(new RegExp("final properties of 'Stack/Odd.*' could not be read, "
      + 'got: a version of aws-cdk-lib.*finalPropertiesUnreadable\\]'));
  });

  test('a removed construct is not in the tree, though it keeps its scope', () => {
    const child = new CfnResource(stack, 'Child', { type: 'A::B::C' });
    expect(isInTree(child)).toBe(true);
    stack.node.tryRemoveChild('Child');
    expect(isInTree(child)).toBe(false);
    new CfnResource(stack, 'Child', { type: 'A::B::C' });
    expect(isInTree(child)).toBe(false);
  });
});
