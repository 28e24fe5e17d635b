/** Deploys the code of docs/fleets.md and docs/monitoring.md, which is the code between the marks in here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App, Stack, aws_cloudwatch_actions as actions, aws_events_targets as targets, aws_kms as kms, aws_sns as sns,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { KeyChangeDashboard, KeyChangeProvider, NamespaceEncryption, RotatableNamespace } from '../../src';
import { ENV, NAMESPACE } from '../templates';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Code of a document, and how many resources of which types it creates. */
interface Snippet {
  readonly name: string;
  readonly add: (app: App, stack: Stack) => void;
  readonly want: Readonly<Record<string, number>>;
}

const SNIPPETS: readonly Snippet[] = [
  {
    name: 'a stack for each namespace',
    add: (app) => {
      // docs: a stack for each namespace
      for (const team of ['orders', 'payments', 'shipping']) {
        const stack = new Stack(app, `Warehouse-${team}`);
        new RotatableNamespace(stack, 'Warehouse', { namespaceName: `${team}-warehouse` });
      }
      // docs: end
    },
    want: { [NAMESPACE]: 3, 'AWS::Lambda::Function': 3 },
  },
  {
    name: 'waves',
    add: (_app, stack) => {
      // docs: waves
      const sandbox = new RotatableNamespace(stack, 'Sandbox', { namespaceName: 'sandbox' });
      const orders = new RotatableNamespace(stack, 'Orders', {
        namespaceName: 'orders',
        keyChangeAfter: [sandbox.keyChange],
      });
      // docs: end
      expect(orders.keyChange.node.dependencies).toContain(sandbox.keyChange);
    },
    want: { [NAMESPACE]: 2, 'AWS::Lambda::Function': 1 },
  },
  {
    name: 'the ARN of a key as text',
    add: (_app, stack) => {
      // docs: the ARN of a key as text
      const key = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
      new RotatableNamespace(stack, 'Warehouse', { encryption: NamespaceEncryption.customerManagedKey(key) });
      // docs: end
    },
    want: { [NAMESPACE]: 1, 'AWS::KMS::Key': 0 },
  },
  {
    name: 'the ARN of a key in a parameter',
    add: (_app, stack) => {
      // docs: the ARN of a key in a parameter
      const keyArn = ssm.StringParameter.valueForStringParameter(stack, '/warehouse/key');
      const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
      new RotatableNamespace(stack, 'Warehouse', { encryption: NamespaceEncryption.customerManagedKey(key) });
      // docs: end
    },
    want: { [NAMESPACE]: 1, 'AWS::KMS::Key': 0 },
  },
  {
    name: 'alarms, a dashboard, an event and queries',
    add: (_app, stack) => {
      // docs: alarms, a dashboard, an event and queries
      const warehouse = new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
      const topic = new sns.Topic(stack, 'OnCall');

      const alarms = warehouse.addAlarms('Alarms', { actions: [new actions.SnsAction(topic)] });
      new KeyChangeDashboard(stack, 'Dashboard', { namespaces: [warehouse], alarms: alarms.all });
      warehouse.onKeyChangeSucceeded('Changed', { target: new targets.SnsTopic(topic) });
      KeyChangeProvider.of(stack).addQueryDefinitions();
      // docs: end
    },
    want: {
      'AWS::CloudWatch::Alarm': 3,
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::Events::Rule': 1,
      'AWS::Logs::QueryDefinition': 3,
    },
  },
];

test.each(SNIPPETS)('$name', ({ add, want }) => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: ENV });
  add(app, stack);
  const { stacks } = app.synth();
  const types = stacks
    .map(({ template }) => (template as { Resources?: Record<string, { Type: string }> }).Resources ?? {})
    .flatMap((resources) => Object.values(resources).map(({ Type }) => Type));
  const count = (type: string) => types.filter((one) => one === type).length;
  expect(Object.fromEntries(Object.keys(want).map((type) => [type, count(type)]))).toEqual(want);
});

describe('the documents', () => {
  const read = (file: string) => readFileSync(join(__dirname, '..', '..', file), 'utf8');
  /** Without the indentation of the first line. */
  const trim = (code: string): string => {
    const [indentation] = /^ */.exec(code)!;
    return code.replaceAll(new RegExp(`^${indentation}`, 'gm'), '').trimEnd();
  };
  const all = (text: string, pattern: RegExp): Record<string, string> =>
    Object.fromEntries([...text.matchAll(pattern)].map(([, name, code]) => [name, trim(code)]));

  test('have this code, and no other', () => {
    const here = all(readFileSync(__filename, 'utf8'), /^ *\/\/ docs: (?!end)(.+)\n([^]*?)^ *\/\/ docs: end$/gm);
    const pages = ['docs/fleets.md', 'docs/monitoring.md'].map(read).join('\n');
    expect(all(pages, /^ *<!-- snippets\.test\.ts: (.+) -->\n+ *```ts\n([^]*?)^ *```$/gm)).toEqual(here);
    expect(pages.match(/^ *```ts$/gm)).toHaveLength(Object.keys(here).length);
  });
});
