/** Each alarm leads to a section of docs/operations.md that exists. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RotatableNamespace } from '../../src';
import { read } from '../project/documents';
import { newStack } from '../templates';

describe('the description of each alarm', () => {
  const alarms = new RotatableNamespace(newStack(), 'Warehouse', { namespaceName: 'warehouse' })
    .addAlarms('Alarms', { overdue: true });
  const descriptions = Object.values(Template.fromStack(Stack.of(alarms)).findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties.AlarmDescription as string);
  const operations = read('docs/operations.md');
  const anchors = [...operations.matchAll(/^#+ (.+)$/gm)]
    .map(([, heading]) => heading.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-'));

  test.each(descriptions)('fits, names the namespace and leads to what to do: %s', (description) => {
    // CloudWatch takes no longer one.
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).toContain('namespace warehouse');
    const [, anchor] = /docs\/operations\.md#([a-z-]+)/.exec(description) ?? [];
    expect(anchors).toContain(anchor);
  });
});
