const OPERATIONS = 'https://github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace/blob/main/docs/'
  + 'operations.md';

/**
 * Descriptions of the alarms: what has happened, whether it is urgent, and what to do, for someone who is woken by it.
 * CloudWatch takes at most 1,024 characters. Source: PutMetricAlarm, API reference.
 */
export const alarmTexts = {
  failed: (name: string) =>
    `The KMS key of the Redshift Serverless namespace ${name} was not changed as a deployment requested. No key was `
    + 'deleted. Read the reason in the events of the stack, at the resource of the type '
    + 'Custom::RedshiftServerlessNamespaceKeyChange, and look it up: '
    + `${OPERATIONS}#why-it-failed. Before anything else, wait until the namespace is AVAILABLE: `
    + `aws redshift-serverless get-namespace --namespace-name ${name}`,

  unattended: (name: string) =>
    `The key of the Redshift Serverless namespace ${name} is still being changed, and its deployment has stopped `
    + 'waiting. The service goes on by itself, so nothing is urgent. Do not stop an execution of the waiter. When the '
    + `namespace is AVAILABLE (aws redshift-serverless get-namespace --namespace-name ${name}), deploy again, or `
    + 'continue the rollback. This alarm goes back to OK before the change has ended: the metric '
    + `KeyChangeUnattendedEnded tells the end. ${OPERATIONS}#what-follows-a-failure`,

  responseUndelivered: (name: string) =>
    `CloudFormation did not take the response to a key change of the Redshift Serverless namespace ${name}, so its `
    + 'stack may wait for an hour and then fail. The response is sent again for some minutes. If the stack is still '
    + 'IN_PROGRESS then, check that the function reaches the S3 endpoints of CloudFormation (a VPC without a route, a '
    + `proxy), and wait for the stack: ${OPERATIONS}#the-function-could-not-work`,

  overdue: (name: string) =>
    `The Redshift Serverless namespace ${name} is on an older KMS key than its schedule says. Nothing is broken, so `
    + 'this can wait for working hours. Deploy the key change that is due, in a maintenance window, or find out why '
    + `the scheduled pipeline did not: ${OPERATIONS}#why-it-failed`,
} as const;
