import {
  EVENT_SOURCE, HANDOVER_ATTRIBUTE, KEY_ARN_ATTRIBUTE, METRIC_NAMESPACE, OWNERSHIP_TAG, RESOURCE_TYPE,
  SERVICE_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS,
} from '../src/contract';

// What deployed stacks and users' alarms hang on. Another value is a breaking change, so each is here by its literal.
test.each([
  { name: 'namespace of the metrics', value: METRIC_NAMESPACE, want: 'RedshiftRotatableNamespace' },
  { name: 'ownership tag', value: OWNERSHIP_TAG, want: 'cdk-redshift-rotatable-namespace:stack' },
  { name: 'custom resource type', value: RESOURCE_TYPE, want: 'Custom::RedshiftServerlessNamespaceKeyChange' },
  { name: 'source of the events', value: EVENT_SOURCE, want: 'cdk-redshift-rotatable-namespace' },
  { name: 'attribute of the key', value: KEY_ARN_ATTRIBUTE, want: 'KmsKeyArn' },
  { name: 'attribute of the handover', value: HANDOVER_ATTRIBUTE, want: 'Handover' },
  { name: 'service timeout', value: SERVICE_TIMEOUT_SECONDS, want: 3600 },
  { name: 'window', value: WINDOW_SECONDS, want: 3300 },
  { name: 'watch', value: WATCH_SECONDS, want: 172_800 },
])('$name: $want', ({ value, want }) => {
  expect(value).toBe(want);
});
