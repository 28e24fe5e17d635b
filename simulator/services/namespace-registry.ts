import { Caller, ServiceError } from '../types';
import { ActingTags } from './acting-tags';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, tagContext, text } from './input';
import { Kms } from './kms';
import { Namespace, NamespaceMoment } from './namespace';

/** The namespaces that exist, and who may find them. */
export class NamespaceRegistry {
  /** ARN of a namespace that has no id yet */
  public readonly anyArn: string;
  public readonly actingTags: ActingTags;
  private readonly byName = new Map<string, Namespace>();

  constructor(
    private readonly env: Environment, private readonly kms: Kms, private readonly iam: Iam,
    private readonly record: (moment: NamespaceMoment) => void,
  ) {
    this.actingTags = new ActingTags(env);
    this.anyArn = `arn:${env.partition}:redshift-serverless:${env.region}:${env.account}:namespace/*`;
  }

  public add(name: string, tags: Readonly<Record<string, string>> = {}, id?: string): Namespace {
    const namespace = new Namespace(name, this.env, this.kms, this.record, this.actingTags, id);
    Object.assign(namespace.tags, tags);
    Object.assign(namespace.settings, { dbName: 'dev', iamRoles: [], logExports: [] });
    this.byName.set(name, namespace);
    return namespace;
  }

  public delete(name: string): void {
    this.byName.delete(name);
  }

  public all(): Namespace[] {
    return [...this.byName.values()];
  }

  public has(name: string): boolean {
    return this.byName.has(name);
  }

  public get(name: string): Namespace | undefined {
    return this.byName.get(name);
  }

  public find(name: string): Namespace {
    const namespace = this.byName.get(name);
    if (!namespace) { throw new ServiceError('ResourceNotFoundException', `Serverless namespace ${name} not found.`); }
    return namespace;
  }

  /** The namespace that a request names. The caller must have the permission for the action on it. */
  public authorized(input: Input, caller: Caller, action: string): Namespace {
    const name = text(input, 'namespaceName');
    const namespace = this.byName.get(name);
    // A namespace that does not exist has no id and no tags. A caller with permission by these alone is denied.
    const arn = namespace?.arn ?? this.anyArn;
    this.iam.authorize(
      caller,
      `redshift-serverless:${action}`,
      arn,
      tagContext('aws:ResourceTag', namespace?.actingTags ?? {}),
    );
    return namespace ?? this.find(name);
  }

  /** CHANGE-4: no other action on the namespace is possible while its key is being changed. */
  public throwIfBusy(namespace: Namespace): void {
    if (namespace.status === 'MODIFYING' || namespace.status === 'DELETING') {
      throw new ServiceError('ConflictException', 'There is an operation running on the namespace.');
    }
  }
}
