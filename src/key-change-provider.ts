import * as path from 'path';
import {
  Duration, Stack, type aws_ec2 as ec2, aws_iam as iam, type aws_kms as kms, aws_lambda as lambda, aws_logs as logs,
  aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import { Construct, type IDependable } from 'constructs';
import { EVENTS_VARIABLE, FUNCTION_TIMEOUT_SECONDS, MAXIMUM_EVENT_AGE_SECONDS } from './contract';
import { addCheck } from './private/checks/app-index';
import { checkProvider } from './private/checks/provider-template';
import { checkStackSize } from './private/checks/stack-size';
import { report } from './private/diagnostics/report';
import { onEventsRequested, requestEvents } from './private/operations/event-requests';
import { createQueryDefinitions } from './private/operations/query-definitions';
import {
  keyChangeStatements, networkInterfaceStatement, sendEventsStatement, startWaiterStatement, updateByArnStatement,
} from './private/provider/permissions';
import type { ProviderParts } from './private/provider/provider-parts';
import { createWaiter } from './private/provider/waiter';
import { throwIfInvalid } from './private/validation/validation';

/** Same distance from src and from lib. */
const BUNDLE = path.join(__dirname, '..', 'assets', 'handler', 'lambda');

/**
 * This id is a contract: it decides the logical id of the function, and a custom resource can never change its
 * ServiceToken.
 */
const ID = 'RedshiftNamespaceKeyChange';
const QUERIES = 'Queries';

/** What a company requires of a function. */
export interface KeyChangeProviderProps {
  /**
   * VPC that the function runs in. Its subnets need a way to AWS KMS, Redshift Serverless, Step Functions,
   * CloudFormation, and to the S3 URLs that CloudFormation takes responses at.
   *
   * @default - none
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the VPC.
   *
   * @default - the VPC's own choice
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the function. They come with a VPC.
   *
   * @default - a new one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Role of the function, one that Lambda may assume. The permissions that the key change needs are attached to it.
   *
   * @default - a new one
   */
  readonly role?: iam.IRole;

  /**
   * How long the logs of the function and of the waiter are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key that the logs are encrypted with. Its policy must let CloudWatch Logs use it.
   *
   * @default - the one of CloudWatch Logs
   */
  readonly logEncryptionKey?: kms.IKeyRef;

  /**
   * Code signing of the function.
   *
   * @default - none
   */
  readonly codeSigningConfig?: lambda.ICodeSigningConfigRef;

  /**
   * Whether the function sends events of key changes to the default event bus, for rules in other stacks or accounts.
   * It needs the permission `events:PutEvents` on that bus, and gets no permission otherwise.
   *
   * @default - true where `onKeyChange…` of a namespace is used in this stack
   */
  readonly sendEvents?: boolean;
}

/**
 * What changes keys: one function and one waiter for each stack, however many namespaces it has.
 *
 * A namespace creates it by itself. Call `of` before the first namespace to give it settings, or at any time to name
 * its role in a key policy, or its function in an alarm. The logical ids are the same either way.
 */
export class KeyChangeProvider extends Construct implements iam.IGrantable {
  /**
   * The provider of a construct's stack. It is created if there is none yet.
   *
   * @throws if settings are given, and the stack has a provider already
   */
  public static of(scope: Construct, props?: KeyChangeProviderProps): KeyChangeProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(ID) as KeyChangeProvider | undefined;
    const given = Object.entries(props ?? {}).filter(([, value]) => value !== undefined).map(([name]) => name);
    if (existing !== undefined && given.length > 0) {
      throw new Error(`KeyChangeProvider.of(…, { ${given.join(', ')} }) must come once and before the first namespace `
        + `of stack '${stack.node.path}', got: a stack with a provider; move the call up, or leave the settings out`);
    }
    return existing ?? new KeyChangeProvider(stack, ID, props ?? {});
  }

  /** The function that changes keys. */
  public readonly function: lambda.IFunction;
  /** Role of the function. A key policy must let it use the key through Redshift Serverless. */
  public readonly role: iam.IRole;
  /** The waiter. Its executions hold a secret: the pre-signed ResponseURL. */
  public readonly stateMachine: sfn.IStateMachine;
  /** Logs of the function. */
  public readonly logGroup: logs.ILogGroup;
  /** Who uses the keys. */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * What must exist before a window is called, and as long as one may be called.
   * @internal
   */
  public readonly _ready: IDependable;

  private readonly props: KeyChangeProviderProps;
  private readonly startWaiter: iam.Policy;
  private readonly namespaceArns = new Set<string>();
  private sendsEvents = false;

  private constructor(stack: Stack, id: string, props: KeyChangeProviderProps) {
    super(stack, id);
    throwIfInvalid(this, 'KeyChangeProvider', [validateVpc(props)]);
    this.props = props;
    this.logGroup = this.createLogGroup('FunctionLogs');
    this.role = props.role ?? this.createRole();
    this.grantPrincipal = this.role.grantPrincipal;
    const permissions = props.role && this.createPermissions(props.role);
    const fn = this.createFunction();
    // Lambda checks at once whether the role may connect the function to its VPC.
    if (permissions && props.vpc) { fn.node.addDependency(permissions); }
    this.function = fn;
    // Created apart from the function, so that windows can depend on it alone.
    const events = new lambda.EventInvokeConfig(fn, 'EventInvokeConfig', {
      function: fn,
      maxEventAge: Duration.seconds(MAXIMUM_EVENT_AGE_SECONDS),
      retryAttempts: 2,
    });
    const waiter = createWaiter(this, fn.functionArn, (logsId, name) => this.createLogGroup(logsId, name));
    this.stateMachine = sfn.StateMachine.fromStateMachineArn(this, 'StateMachine', waiter.ref);
    // Apart from the role: it names the waiter, and the waiter names the function, which needs the role.
    this.startWaiter = new iam.Policy(this, 'StartWaiter', {
      statements: [startWaiterStatement(waiter.ref)],
      roles: [this.role],
    });
    // The limit on the age of events is created last, so it stands for the function and its permissions as well.
    events.node.addDependency(this.startWaiter, ...permissions ? [permissions] : []);
    this._ready = events;
    const parts: ProviderParts = {
      function: fn.node.defaultChild as lambda.CfnFunction,
      events: events.node.defaultChild as lambda.CfnEventInvokeConfig,
      waiter,
      definition: waiter.definitionString!,
    };
    addCheck(this, (index) => report([
      ...checkProvider(index, parts, this),
      ...checkStackSize(index, stack),
    ]));
    onEventsRequested(stack, () => this.sendEvents(fn));
    if (props.sendEvents) { requestEvents(stack); }
  }

  /**
   * Adds query definitions for CloudWatch Logs Insights on the logs of the function: the steps of each key change,
   * failed key changes, and durations. A second call adds nothing.
   */
  public addQueryDefinitions(): void {
    if (this.node.tryFindChild(QUERIES) === undefined) { createQueryDefinitions(this, QUERIES, this.logGroup); }
  }

  /**
   * Permits the change of a namespace that does not have this stack's tag.
   * @internal
   */
  public _permitNamespace(namespaceArn: string): void {
    if (this.namespaceArns.size === 0) {
      this.startWaiter.addStatements(updateByArnStatement(() => [...this.namespaceArns]));
    }
    this.namespaceArns.add(namespaceArn);
  }

  private sendEvents(fn: lambda.Function): void {
    if (this.props.sendEvents === false) {
      throw new Error(`sendEvents of KeyChangeProvider '${this.node.path}' must not be false where a rule of its stack `
        + 'uses events of key changes, got: sendEvents: false and onKeyChange…; leave sendEvents out, or remove the '
        + 'rule');
    }
    if (this.sendsEvents) { return; }
    this.sendsEvents = true;
    fn.addEnvironment(EVENTS_VARIABLE, 'true');
    this.startWaiter.addStatements(sendEventsStatement(Stack.of(this)));
  }

  private createRole(): iam.Role {
    return new iam.Role(this, 'FunctionRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Changes the KMS key of Redshift Serverless namespaces',
      inlinePolicies: {
        KeyChange: new iam.PolicyDocument({ statements: keyChangeStatements(Stack.of(this)) }),
        Logs: new iam.PolicyDocument({ statements: [this.logStatement()] }),
      },
      managedPolicies: this.props.vpc && [VPC_POLICY()],
    });
  }

  /** A role of the user's gets the same permissions, as a policy of its own. */
  private createPermissions(role: iam.IRole): iam.Policy {
    const { vpc } = this.props;
    const statements = [...keyChangeStatements(Stack.of(this)), this.logStatement()];
    if (vpc && role instanceof iam.Role) {
      role.addManagedPolicy(VPC_POLICY());
    } else if (vpc) {
      statements.push(networkInterfaceStatement());
    }
    return new iam.Policy(this, 'Permissions', {
      document: new iam.PolicyDocument({ statements }), roles: [role],
    });
  }

  private logStatement(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
  }

  private createFunction(): lambda.Function {
    const { vpc, vpcSubnets, securityGroups, codeSigningConfig } = this.props;
    return new lambda.Function(this, 'Function', {
      description: 'Changes the KMS key of Redshift Serverless namespaces and says when the change has ended',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(BUNDLE),
      memorySize: 256,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      logGroup: this.logGroup,
      role: this.role instanceof iam.Role ? this.role.withoutPolicyUpdates() : this.role,
      vpc,
      vpcSubnets,
      securityGroups,
      codeSigningConfig,
    });
  }

  private createLogGroup(id: string, logGroupName?: string): logs.LogGroup {
    return new logs.LogGroup(this, id, {
      logGroupName,
      retention: this.props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      encryptionKey: this.props.logEncryptionKey,
    });
  }
}

/** Network interfaces in the VPC. */
const VPC_POLICY = (): iam.IManagedPolicy =>
  iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole');

const validateVpc = ({ vpc, vpcSubnets, securityGroups }: KeyChangeProviderProps): string | undefined =>
  (vpc === undefined && (vpcSubnets ?? securityGroups) !== undefined
    ? 'vpcSubnets and securityGroups must come with a vpc, got: no vpc; give vpc too, or leave them out'
    : undefined);
