/** What the CDK's Validations do to the messages of this library. */
import { readFileSync } from 'node:fs';
import {
  Annotations, App, Aspects, RemovalPolicy, Stack, Validations,
  aws_redshiftserverless as redshiftserverless, type IPolicyValidationContext, type IPolicyValidationPlugin,
} from 'aws-cdk-lib';
import { Annotations as Reported, Match } from 'aws-cdk-lib/assertions';
import { NamespaceKeyGuard, RotatableNamespace } from '../../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const WARNING = 'cdk-redshift-rotatable-namespace:noFinalSnapshot';
const ANYTHING = Match.anyValue();

/** A namespace that is deleted with its stack, without a final snapshot. */
function newApp(): { app: App; stack: Stack; warehouse: RotatableNamespace } {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return { app, stack, warehouse };
}

const warnings = (stack: Stack): string[] =>
  Reported.fromStack(stack).findWarning('*', ANYTHING).map(({ entry }) => String(entry.data));

describe('a warning', () => {
  test('is reported with its id', () => {
    const { stack } = newApp();
    expect(warnings(stack)).toEqual([expect.stringContaining(`[ack: ${WARNING}]`)]);
  });

  const reason = 'a development stack';
  test.each<[string, (one: ReturnType<typeof newApp>) => void]>([
    ['Annotations, at the construct', ({ warehouse }) => {
      Annotations.of(warehouse).acknowledgeWarning(WARNING, reason);
    }],
    ['Annotations, at the stack', ({ stack }) => { Annotations.of(stack).acknowledgeWarning(WARNING, reason); }],
    ['Validations, at the construct', ({ warehouse }) => {
      Validations.of(warehouse).acknowledge({ id: WARNING, reason });
    }],
    ['Validations, at the stack', ({ stack }) => { Validations.of(stack).acknowledge({ id: WARNING, reason }); }],
    ['Validations, by the id that it keeps', ({ warehouse }) => {
      Validations.of(warehouse).acknowledge({ id: `Annotation::${WARNING}`, reason });
    }],
  ])('is acknowledged by %s', (_, acknowledge) => {
    const one = newApp();
    acknowledge(one);
    expect(warnings(one.stack)).toEqual([]);
  });

  test('is kept with the reason of its acknowledgement', () => {
    const { warehouse } = newApp();
    Validations.of(warehouse).acknowledge({ id: WARNING, reason });
    const kept = warehouse.node.metadata.find(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(kept?.data).toEqual({ [`Annotation::${WARNING}`]: reason });
  });

  test('stays where it is acknowledged at the app: the CDK looks no further than the stack', () => {
    const { app, stack } = newApp();
    Annotations.of(app).acknowledgeWarning(WARNING, reason);
    Validations.of(app).acknowledge({ id: WARNING, reason });
    expect(warnings(stack)).toHaveLength(1);
  });

  test('stays where another is acknowledged', () => {
    const { stack, warehouse } = newApp();
    Validations.of(warehouse).acknowledge({ id: 'cdk-redshift-rotatable-namespace:other', reason });
    expect(warnings(stack)).toHaveLength(1);
  });
});

test('an error cannot be acknowledged', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  new redshiftserverless.CfnNamespace(stack, 'Bare', { namespaceName: 'bare' });
  Aspects.of(app).add(new NamespaceKeyGuard({ requireCustomerManagedKey: true }));
  const id = 'cdk-redshift-rotatable-namespace:customerManagedKeyRequired';
  Validations.of(app).acknowledge({ id, reason: 'none' });
  Annotations.of(app).acknowledgeWarning(id);
  expect(() => app.synth()).toThrow(id);
});

describe('a plugin', () => {
  /** Reports every namespace, or none. */
  class Plugin implements IPolicyValidationPlugin {
    public readonly name = 'Plugin';
    public readonly namespaces: string[] = [];

    constructor(private readonly finds: boolean) {}

    public validate({ templatePaths }: IPolicyValidationContext) {
      for (const templatePath of templatePaths) {
        const { Resources } = JSON.parse(readFileSync(templatePath, 'utf8')) as {
          Resources: Record<string, { Type: string }>;
        };
        this.namespaces.push(...Object.entries(Resources)
          .filter(([, { Type }]) => Type === 'AWS::RedshiftServerless::Namespace')
          .map(([logicalId]) => logicalId));
      }
      const [resourceLogicalId] = this.namespaces;
      const [templatePath] = templatePaths;
      const violatingResources = [{ resourceLogicalId, templatePath, locations: ['Properties'] }];
      const violations = this.finds ? [{ ruleName: 'no namespaces', description: 'none', violatingResources }] : [];
      return { success: violations.length === 0, violations };
    }
  }

  test('sees the namespace in the final template', () => {
    const { app } = newApp();
    const plugin = new Plugin(false);
    Validations.of(app).addPlugins(plugin);
    app.synth();
    expect(plugin.namespaces).toHaveLength(1);
  });

  test('does not hide what this library refuses', () => {
    const { app, warehouse } = newApp();
    Validations.of(app).addPlugins(new Plugin(false));
    const resource = warehouse.node.findChild('Resource') as redshiftserverless.CfnNamespace;
    resource.addPropertyDeletionOverride('KmsKeyId');
    expect(() => app.synth()).toThrow('cdk-redshift-rotatable-namespace:kmsKeyIdChanged');
  });
});
