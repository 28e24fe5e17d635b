import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, text } from './input';

/** The little of CloudFormation's own API that a function of a stack may ask: how its stack is. */
export class CloudFormationApi implements Service {
  public readonly prefix = 'cloudformation';

  constructor(private readonly env: Environment, private readonly iam: Iam) {}

  /** Set by the stack engine: the status of the stack with this id or name. */
  public stackStatus: (stack: string) => string | undefined = () => undefined;

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    if (operation !== 'DescribeStacks') { throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2010-05-15`); }
    if (input.StackName === undefined) { throw new ServiceError('ValidationError', 'the simulated CloudFormation lists no stacks: say which'); }
    const stack = text(input, 'StackName');
    const arn = stack.startsWith('arn:') ? stack : `arn:${this.env.partition}:cloudformation:${this.env.region}:${this.env.account}:stack/${stack}/*`;
    this.authorize(caller, arn);
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

  private authorize(caller: Caller, arn: string): void {
    const refusal = this.iam.refusal(caller, 'cloudformation:DescribeStacks', arn);
    // This API calls it AccessDenied, without "Exception".
    if (refusal !== undefined) { throw new ServiceError('AccessDenied', refusal, 403); }
  }
}

/** An answer in the AWS query protocol. */
export function queryAnswer(operation: string, output: Input, requestId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${members(output)}</${operation}Result>`
    + `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
}

export function queryError(error: ServiceError, requestId: string): string {
  const type = error.httpStatus >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>${type}</Type>`
    + `<Code>${error.code}</Code><Message>${escape(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function members(value: Input): string {
  return Object.entries(value).map(([name, member]) => `<${name}>${element(member)}</${name}>`).join('');
}

function element(value: unknown): string {
  if (Array.isArray(value)) { return value.map((each) => `<member>${element(each)}</member>`).join(''); }
  if (typeof value === 'object' && value !== null) { return members(value as Input); }
  return escape(String(value));
}

function escape(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
