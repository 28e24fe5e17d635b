import * as path from 'path';
import {
  Duration, Stack, aws_iam as iam, aws_lambda as lambda, aws_logs as logs, aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { keyChangeStatements, logDeliveryStatement, startWaiterStatement, updateByArnStatement } from './permissions';
import { waiterDefinition } from './waiter-definition';
import { FUNCTION_TIMEOUT_SECONDS, MAXIMUM_EVENT_AGE_SECONDS } from '../../contract';

/** Same distance from src/private/provider and from lib/private/provider. */
const BUNDLE = path.join(__dirname, '..', '..', '..', 'assets', 'handler', 'lambda');

/**
 * This id is a contract: it decides the logical id of the function, and a custom resource can never change its
 * ServiceToken.
 */
const ID = 'RedshiftNamespaceKeyChange';

/** One for each stack: the function, the waiter, their roles and logs. */
export class KeyChangeProvider extends Construct {
  public static getOrCreate(scope: Construct): KeyChangeProvider {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as KeyChangeProvider | undefined) ?? new KeyChangeProvider(stack, ID);
  }

  /** ARN of the function */
  public readonly serviceToken: string;
  /** ARN of the state machine */
  public readonly waiterArn: string;
  /** what must exist before a window is called, and as long as one may be called */
  public readonly ready: IDependable;
  private readonly startWaiter: iam.Policy;
  private readonly namespaceArns = new Set<string>();

  private constructor(scope: Stack, id: string) {
    super(scope, id);
    const functionLogs = this.createLogGroup('FunctionLogs');
    const functionRole = new iam.Role(this, 'FunctionRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Changes the KMS key of Redshift Serverless namespaces',
      inlinePolicies: {
        KeyChange: new iam.PolicyDocument({ statements: keyChangeStatements(scope) }),
        Logs: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], functionLogs.logGroupArn),
      },
    });
    const fn = new lambda.Function(this, 'Function', {
      description: 'Changes the KMS key of Redshift Serverless namespaces and says when the change has ended',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(BUNDLE),
      memorySize: 256,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      logGroup: functionLogs,
      role: functionRole.withoutPolicyUpdates(),
    });
    // Created apart from the function, so that windows can depend on it alone.
    const events = new lambda.EventInvokeConfig(fn, 'EventInvokeConfig', {
      function: fn,
      maxEventAge: Duration.seconds(MAXIMUM_EVENT_AGE_SECONDS),
      retryAttempts: 2,
    });
    const waiterLogs = this.createLogGroup('WaiterLogs');
    const waiterRole = new iam.Role(this, 'WaiterRole', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      description: 'Calls the function that changes the KMS key of Redshift Serverless namespaces',
      inlinePolicies: {
        Steps: allow(['lambda:InvokeFunction'], fn.functionArn),
        Logs: new iam.PolicyDocument({ statements: [logDeliveryStatement()] }),
      },
    });
    const waiter = new sfn.CfnStateMachine(this, 'Waiter', {
      stateMachineType: 'STANDARD',
      definitionString: scope.toJsonString(waiterDefinition(fn.functionArn)),
      roleArn: waiterRole.roleArn,
      loggingConfiguration: {
        level: 'ALL',
        // The input holds the pre-signed ResponseURL.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: waiterLogs.logGroupArn } }],
      },
    });
    // Apart from the role: it names the waiter, and the waiter names the function, which needs the role.
    this.startWaiter = new iam.Policy(this, 'StartWaiter', {
      statements: [startWaiterStatement(waiter.ref)],
      roles: [functionRole],
    });
    // The limit on the age of events is the last one created, so it stands for the function and its permission as well.
    events.node.addDependency(this.startWaiter);
    this.ready = events;
    this.serviceToken = fn.functionArn;
    this.waiterArn = waiter.ref;
  }

  /** Permits the change of a namespace that does not have this stack's tag. */
  public permitNamespace(namespaceArn: string): void {
    if (this.namespaceArns.size === 0) {
      this.startWaiter.addStatements(updateByArnStatement(() => [...this.namespaceArns]));
    }
    this.namespaceArns.add(namespaceArn);
  }

  private createLogGroup(id: string): logs.LogGroup {
    return new logs.LogGroup(this, id, { retention: logs.RetentionDays.THREE_MONTHS });
  }
}

const allow = (actions: string[], resource: string): iam.PolicyDocument =>
  new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions, resources: [resource] })] });
