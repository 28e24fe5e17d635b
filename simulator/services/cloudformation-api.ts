import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, text } from './input';

/** A resource of a stack. */
interface Resource {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** ListStackResources and DescribeStackEvents return this many at a time. */
const PAGE = 100;

/** The part of CloudFormation's API that a function of a stack calls. */
export class CloudFormationApi implements Service {
  public readonly prefix = 'cloudformation';

  constructor(private readonly env: Environment, private readonly iam: Iam) {}

  /** The status of the stack with this id or name. Set by the CloudFormation engine. */
  public stackStatus: (stack: string) => string | undefined = () => undefined;

  /** The events of the stack with this id or name, oldest first. Set by the CloudFormation engine. */
  public stackEvents: (stack: string) => readonly (Resource & { readonly at: number })[] | undefined = () => undefined;

  /** The resources of the stack with this id or name. Set by the CloudFormation engine. */
  public stackResources: (stack: string) => readonly Resource[] | undefined = () => undefined;

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    switch (operation) {
      case 'DescribeStacks': return this.describeStacks(input, caller);
      case 'DescribeStackEvents': return this.describeStackEvents(input, caller);
      case 'ListStackResources': return this.listStackResources(input, caller);
      default:
        throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2010-05-15`);
    }
  }

  private describeStackEvents(input: Input, caller: Caller): Record<string, unknown> {
    const stack = text(input, 'StackName');
    this.authorize(caller, 'DescribeStackEvents', this.arnOf(stack));
    const events = this.stackEvents(stack);
    if (events === undefined) { throw new ServiceError('ValidationError', `Stack [${stack}] does not exist`); }
    const start = input.NextToken === undefined ? 0 : Number(text(input, 'NextToken'));
    // Newest first.
    const page = [...events].reverse().slice(start, start + PAGE);
    return {
      StackEvents: page.map((event, index) => ({
        StackId: stack,
        EventId: `event-${events.length - start - index}`,
        StackName: stack.startsWith('arn:') ? stack.split('/')[1] : stack,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId ?? '',
        ResourceType: event.type,
        Timestamp: new Date(event.at).toISOString(),
        ResourceStatus: event.status,
        ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
      })),
      ...(start + PAGE < events.length && { NextToken: String(start + PAGE) }),
    };
  }

  private listStackResources(input: Input, caller: Caller): Record<string, unknown> {
    const stack = text(input, 'StackName');
    this.authorize(caller, 'ListStackResources', this.arnOf(stack));
    const resources = this.stackResources(stack);
    if (resources === undefined) { throw new ServiceError('ValidationError', `Stack with id ${stack} does not exist`); }
    const start = input.NextToken === undefined ? 0 : Number(text(input, 'NextToken'));
    const page = resources.slice(start, start + PAGE);
    return {
      StackResourceSummaries: page.map(({ logicalId, physicalId, type, status }) => ({
        LogicalResourceId: logicalId,
        ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
        ResourceType: type,
        LastUpdatedTimestamp: new Date(this.env.clock.now()).toISOString(),
        ResourceStatus: status,
      })),
      ...(start + PAGE < resources.length && { NextToken: String(start + PAGE) }),
    };
  }

  private describeStacks(input: Input, caller: Caller): Record<string, unknown> {
    if (input.StackName === undefined) {
      throw new ServiceError('ValidationError', 'the simulated CloudFormation does not list stacks: name a stack');
    }
    const stack = text(input, 'StackName');
    this.authorize(caller, 'DescribeStacks', this.arnOf(stack));
    const status = this.stackStatus(stack);
    if (status === undefined) { throw new ServiceError('ValidationError', `Stack with id ${stack} does not exist`); }
    return {
      Stacks: [{
        ...(stack.startsWith('arn:') && { StackId: stack }),
        StackName: stack.startsWith('arn:') ? stack.split('/')[1] : stack,
        StackStatus: status,
        CreationTime: new Date(this.env.clock.now()).toISOString(),
        DisableRollback: false,
      }],
    };
  }

  private arnOf(stack: string): string {
    return stack.startsWith('arn:')
      ? stack
      : `arn:${this.env.partition}:cloudformation:${this.env.region}:${this.env.account}:stack/${stack}/*`;
  }

  private authorize(caller: Caller, operation: string, arn: string): void {
    const denial = this.iam.denial(caller, `cloudformation:${operation}`, arn);
    // The error code of this API is AccessDenied, without "Exception".
    if (denial !== undefined) { throw new ServiceError('AccessDenied', denial, 403); }
  }
}
