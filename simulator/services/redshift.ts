import { Caller, Service, ServiceError } from '../types';
import { Iam } from './iam';
import { Input, tagContext, text } from './input';

/** The namespace with an ARN, if there is one. */
type FindByArn = (arn: string) => { readonly actingTags: Readonly<Record<string, string>> } | undefined;

/** Amazon Redshift, apart from Redshift Serverless: the resource policies of namespaces, which are not evaluated. */
export class Redshift implements Service {
  public readonly prefix = 'redshift';
  /** ARN of a namespace → its resource policy */
  private readonly policies = new Map<string, string>();

  constructor(private readonly iam: Iam, private readonly find: FindByArn) {}

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    switch (operation) {
      case 'GetResourcePolicy': return this.get(input, caller);
      case 'PutResourcePolicy': return this.put(input, caller);
      case 'DeleteResourcePolicy': return this.delete(input, caller);
      default:
        throw new ServiceError('InvalidAction', `the simulated Redshift does not support ${operation}`);
    }
  }

  private get(input: Input, caller: Caller): Record<string, unknown> {
    const arn = this.authorized(input, caller, 'GetResourcePolicy');
    const policy = this.policies.get(arn);
    if (policy === undefined) { throw notFound(`No resource policy was found for ${arn}.`); }
    return { ResourcePolicy: { ResourceArn: arn, Policy: policy } };
  }

  private put(input: Input, caller: Caller): Record<string, unknown> {
    const arn = this.authorized(input, caller, 'PutResourcePolicy');
    const policy = text(input, 'Policy');
    if (!hasStatements(policy)) {
      throw new ServiceError('InvalidPolicyFault', 'The resource policy is not a valid policy document.');
    }
    this.policies.set(arn, policy);
    return { ResourcePolicy: { ResourceArn: arn, Policy: policy } };
  }

  private delete(input: Input, caller: Caller): Record<string, unknown> {
    const arn = this.authorized(input, caller, 'DeleteResourcePolicy');
    if (!this.policies.delete(arn)) { throw notFound(`No resource policy was found for ${arn}.`); }
    return {};
  }

  private authorized(input: Input, caller: Caller, action: string): string {
    const arn = text(input, 'ResourceArn');
    const namespace = this.find(arn);
    const context = tagContext('aws:ResourceTag', namespace?.actingTags ?? {});
    const denial = this.iam.denial(caller, `redshift:${action}`, arn, context);
    // The error code of this API is AccessDenied, without "Exception".
    if (denial !== undefined) { throw new ServiceError('AccessDenied', denial, 403); }
    if (!namespace) { throw notFound(`The resource ${arn} was not found.`); }
    return arn;
  }
}

const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundFault', message, 404);

function hasStatements(policy: string): boolean {
  try {
    const document: unknown = JSON.parse(policy);
    return typeof document === 'object' && document !== null && 'Statement' in document;
  } catch {
    return false;
  }
}
