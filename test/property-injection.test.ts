import { App, Duration, PropertyInjectors, Stack, aws_kms as kms, type IPropertyInjector } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV, NAMESPACE, WINDOW } from './templates';
import {
  KeyChangeAlarms, KeyChangeDashboard, KeyChangeTimeout, LogExport, NamespaceKeyChange, RotatableNamespace,
} from '../src';

/** Defaults for a class of constructs. What the construct is given wins over them. */
const defaultsFor = (constructUniqueId: string, defaults: object): IPropertyInjector =>
  ({ constructUniqueId, inject: (given: object) => ({ ...defaults, ...given }) });

function stackWith(...injectors: IPropertyInjector[]): Stack {
  const app = new App();
  PropertyInjectors.of(app).add(...injectors);
  return new Stack(app, 'Stack', { env: ENV });
}

const threeHours = { keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(3)) };

describe('RotatableNamespace', () => {
  const injector = defaultsFor(RotatableNamespace.PROPERTY_INJECTION_ID, {
    dbName: 'analytics', logExports: [LogExport.USER_ACTIVITY_LOG], ...threeHours,
  });

  test('takes the defaults that an app injects', () => {
    const stack = stackWith(injector);
    new RotatableNamespace(stack, 'Warehouse');
    const template = Template.fromStack(stack);
    template.hasResourceProperties(NAMESPACE, { DbName: 'analytics', LogExports: ['useractivitylog'] });
    template.resourceCountIs(WINDOW, 4);
  });

  test('takes its own props before them', () => {
    const stack = stackWith(injector);
    new RotatableNamespace(stack, 'Warehouse', { dbName: 'sales' });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(NAMESPACE, { DbName: 'sales', LogExports: ['useractivitylog'] });
  });

  test('checks injected props like any others', () => {
    const stack = stackWith(defaultsFor(RotatableNamespace.PROPERTY_INJECTION_ID, { dbName: '1st' }));
    expect(() => new RotatableNamespace(stack, 'Warehouse')).toThrow('dbName must begin with a letter');
  });
});

describe('NamespaceKeyChange', () => {
  const injector = defaultsFor(NamespaceKeyChange.PROPERTY_INJECTION_ID, { namespaceId: 'id-1', ...threeHours });

  test('takes the defaults that an app injects', () => {
    const stack = stackWith(injector);
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key: new kms.Key(stack, 'Key') });
    const template = Template.fromStack(stack);
    template.resourceCountIs(WINDOW, 4);
    expect(JSON.stringify(template.toJSON())).toContain('namespace/id-1');
  });

  test('takes its own props before them', () => {
    const stack = stackWith(injector);
    const keyChangeTimeout = KeyChangeTimeout.upTo(Duration.hours(1));
    const key = new kms.Key(stack, 'Key');
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key, keyChangeTimeout });
    Template.fromStack(stack).resourceCountIs(WINDOW, 1);
  });
});

describe('monitoring', () => {
  test('alarms and dashboards take the defaults that an app injects', () => {
    const stack = stackWith(
      defaultsFor(KeyChangeAlarms.PROPERTY_INJECTION_ID, { failedThreshold: 3, overdue: true }),
      defaultsFor(KeyChangeDashboard.PROPERTY_INJECTION_ID, { dashboardName: 'keys' }),
    );
    const warehouse = new RotatableNamespace(stack, 'Warehouse');
    warehouse.addAlarms('Alarms');
    new KeyChangeDashboard(stack, 'Dashboard', { namespaces: [warehouse] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'KeyChangeFailed', Threshold: 3 });
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'keys' });
  });
});

test.each([
  ['KeyChangeAlarms', KeyChangeAlarms.PROPERTY_INJECTION_ID],
  ['KeyChangeDashboard', KeyChangeDashboard.PROPERTY_INJECTION_ID],
  ['RotatableNamespace', RotatableNamespace.PROPERTY_INJECTION_ID],
  ['NamespaceKeyChange', NamespaceKeyChange.PROPERTY_INJECTION_ID],
])('the id of %s names the library and the class', (name, id) => {
  expect(id).toBe(`cdk-redshift-rotatable-namespace.${name}`);
});
