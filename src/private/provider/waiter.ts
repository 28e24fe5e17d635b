import { Fn, Stack, aws_iam as iam, type aws_logs as logs, aws_stepfunctions as sfn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { logDeliveryStatement } from './permissions';
import { waiterDefinition } from './waiter-definition';

/** The waiter, with its role and its logs. */
export function createWaiter(
  scope: Construct, functionArn: string, createLogGroup: (id: string, logGroupName: string) => logs.ILogGroup,
): sfn.CfnStateMachine {
  const stack = Stack.of(scope);
  // Log groups with this prefix need no entry in the resource policy of CloudWatch Logs, which is limited.
  // The stack's own id makes the name unique: a log group outlives its stack.
  const stackId = Fn.select(2, Fn.split('/', stack.stackId));
  const { logGroupArn } = createLogGroup(
    'WaiterLogs',
    `/aws/vendedlogs/states/RedshiftNamespaceKeyChange-${stackId}`,
  );
  const { roleArn } = new iam.Role(scope, 'WaiterRole', {
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
    description: 'Calls the function that changes the KMS key of Redshift Serverless namespaces',
    inlinePolicies: {
      Steps: new iam.PolicyDocument({ statements: [invokeStatement(functionArn)] }),
      Logs: new iam.PolicyDocument({ statements: [logDeliveryStatement()] }),
    },
  });
  return new sfn.CfnStateMachine(scope, 'Waiter', {
    stateMachineType: 'STANDARD',
    definitionString: stack.toJsonString(waiterDefinition(functionArn)),
    roleArn,
    loggingConfiguration: {
      level: 'ALL',
      // The input holds the pre-signed ResponseURL.
      includeExecutionData: false,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    },
  });
}

const invokeStatement = (functionArn: string): iam.PolicyStatement =>
  new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] });
