import { App, Stack, Stage, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { RotatableNamespace } from '../../src';

const resourceOf = (namespace: IConstruct): CfnResource => namespace.node.defaultChild as CfnResource;

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `warehouse-${index}`);

/** An app of so many namespaces, and how often each of their resources has been rendered before it was written. */
function rendered(count: number): Map<string, number> {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const times = new Map<string, number>();
  for (const namespaceName of names(count)) {
    const internal = resourceOf(new RotatableNamespace(stack, namespaceName, { namespaceName })) as CfnResource & { _toCloudFormation(): object };
    const render = internal._toCloudFormation.bind(internal);
    internal._toCloudFormation = () => {
      times.set(namespaceName, (times.get(namespaceName) ?? 0) + 1);
      return render();
    };
  }
  app.synth();
  return times;
}

test('the guards render each namespace as often among forty as it is alone', () => {
  const [alone] = rendered(1).values();
  expect([...rendered(40).values()]).toEqual(Array(40).fill(alone));
});

describe('each synthesis looks anew', () => {
  const twins = (scope: App | Stage): Stack => {
    const stack = new Stack(scope, 'Stack');
    for (const id of ['One', 'Other']) { new RotatableNamespace(stack, id, { namespaceName: id.toLowerCase() }); }
    return stack;
  };
  const rename = (stack: Stack, id: string, name: string) =>
    resourceOf(stack.node.findChild(id)).addPropertyOverride('NamespaceName', name);

  test('of an app', () => {
    const app = new App();
    const stack = twins(app);
    app.synth();
    rename(stack, 'Other', 'one');
    expect(() => app.synth({ force: true })).toThrow(/sharedNamespace/);
    rename(stack, 'Other', 'other');
    expect(() => app.synth({ force: true })).not.toThrow();
  });

  test('of a Stage, and of the app that holds it', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage', { env: { account: '111122223333', region: 'eu-central-1' } });
    const stack = twins(stage);
    stage.synth();
    rename(stack, 'Other', 'one');
    expect(() => stage.synth({ force: true })).toThrow(/sharedNamespace/);
  });
});
