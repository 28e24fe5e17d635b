import { App, Stack, Stage, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { RotatableNamespace } from '../../../src';

const resourceOf = (namespace: IConstruct): CfnResource => namespace.node.defaultChild as CfnResource;

type Rendered = CfnResource & { _toCloudFormation(): object };

/** How often each namespace of an app with so many namespaces is rendered during a synthesis. */
function timesRendered(count: number): number[] {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const names = Array.from({ length: count }, (_, index) => `warehouse-${index}`);
  const times = new Map(names.map((name) => [name, 0]));
  for (const namespaceName of names) {
    const resource = resourceOf(new RotatableNamespace(stack, namespaceName, { namespaceName })) as Rendered;
    const render = resource._toCloudFormation.bind(resource);
    resource._toCloudFormation = () => {
      times.set(namespaceName, times.get(namespaceName)! + 1);
      return render();
    };
  }
  app.synth();
  return [...times.values()];
}

test('the checks render each namespace as often among forty as alone', () => {
  const [alone] = timesRendered(1);
  expect(alone).toBeGreaterThan(0);
  expect(timesRendered(40)).toEqual(Array(40).fill(alone));
});

describe('each synthesis checks anew', () => {
  const twoNamespaces = (scope: App | Stage): Stack => {
    const stack = new Stack(scope, 'Stack');
    for (const id of ['One', 'Other']) { new RotatableNamespace(stack, id, { namespaceName: id.toLowerCase() }); }
    return stack;
  };
  const rename = (stack: Stack, id: string, name: string) =>
    resourceOf(stack.node.findChild(id)).addPropertyOverride('NamespaceName', name);

  test('of an app', () => {
    const app = new App();
    const stack = twoNamespaces(app);
    app.synth();
    rename(stack, 'Other', 'one');
    expect(() => app.synth({ force: true })).toThrow(/sharedNamespace/);
    rename(stack, 'Other', 'other');
    expect(() => app.synth({ force: true })).not.toThrow();
  });

  test('of a Stage, and of the app around it', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage', { env: { account: '111122223333', region: 'eu-central-1' } });
    const stack = twoNamespaces(stage);
    stage.synth();
    rename(stack, 'Other', 'one');
    expect(() => stage.synth({ force: true })).toThrow(/sharedNamespace/);
  });
});
