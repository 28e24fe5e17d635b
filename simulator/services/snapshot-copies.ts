import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalNumber, optionalText, text } from './input';
import { Namespace } from './namespace';
import { AWS_OWNED_KMS_KEY, validationException } from './namespace-rules';

/** A configuration that copies the snapshots of a namespace to another Region. */
interface SnapshotCopy {
  readonly snapshotCopyConfigurationId: string;
  readonly snapshotCopyConfigurationArn: string;
  readonly namespaceName: string;
  readonly destinationRegion: string;
  /** days; -1: without end */
  snapshotRetentionPeriod: number;
  readonly destinationKmsKeyId: string;
}

/** What snapshot copies need of the namespaces. */
export interface NamespacesOfCopies {
  /** finds a namespace; throws if the caller has no permission */
  authorized(input: Input, caller: Caller, action: string): Namespace;
  throwIfBusy(namespace: Namespace): void;
  find(name: string): Namespace;
}

type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

const FOREVER = -1;
const PAGE = 100;

/** Snapshot copy configurations: what is set, without snapshots and without copies. */
export class SnapshotCopies {
  public readonly operations: Readonly<Record<string, Operation>> = {
    CreateSnapshotCopyConfiguration: (input, caller) => this.create(input, caller),
    ListSnapshotCopyConfigurations: (input, caller) => this.list(input, caller),
    UpdateSnapshotCopyConfiguration: (input, caller) => this.update(input, caller),
    DeleteSnapshotCopyConfiguration: (input, caller) => this.delete(input, caller),
  };

  private copies: SnapshotCopy[] = [];

  constructor(
    private readonly env: Environment, private readonly iam: Iam, private readonly namespaces: NamespacesOfCopies,
  ) {}

  /** Removes the configurations of a namespace that is deleted. */
  public forget(namespaceName: string): void {
    this.copies = this.copies.filter((copy) => copy.namespaceName !== namespaceName);
  }

  private create(input: Input, caller: Caller): Record<string, unknown> {
    const namespace = this.namespaces.authorized(input, caller, 'CreateSnapshotCopyConfiguration');
    this.namespaces.throwIfBusy(namespace);
    const destinationRegion = text(input, 'destinationRegion');
    if (destinationRegion === this.env.region) {
      throw validationException('The destination Region must differ from the Region of the namespace.');
    }
    if (this.of(namespace.name).some((copy) => copy.destinationRegion === destinationRegion)) {
      throw new ServiceError(
        'ConflictException',
        `A snapshot copy configuration of namespace ${namespace.name} to ${destinationRegion} already exists.`,
      );
    }
    const id = this.env.random.uuid();
    const { partition, region, account } = this.env;
    const copy: SnapshotCopy = {
      snapshotCopyConfigurationId: id,
      snapshotCopyConfigurationArn:
        `arn:${partition}:redshift-serverless:${region}:${account}:snapshotcopyconfiguration/${id}`,
      namespaceName: namespace.name,
      destinationRegion,
      snapshotRetentionPeriod: retentionPeriod(input),
      destinationKmsKeyId: optionalText(input, 'destinationKmsKeyId') ?? AWS_OWNED_KMS_KEY,
    };
    this.copies.push(copy);
    return { snapshotCopyConfiguration: { ...copy } };
  }

  private list(input: Input, caller: Caller): Record<string, unknown> {
    const name = optionalText(input, 'namespaceName');
    if (name === undefined) {
      this.iam.authorize(caller, 'redshift-serverless:ListSnapshotCopyConfigurations', '*');
    } else {
      this.namespaces.authorized(input, caller, 'ListSnapshotCopyConfigurations');
    }
    const found = name === undefined ? this.copies : this.of(name);
    const start = Number(optionalText(input, 'nextToken') ?? 0);
    const size = optionalNumber(input, 'maxResults') ?? PAGE;
    return {
      snapshotCopyConfigurations: found.slice(start, start + size).map((copy) => ({ ...copy })),
      ...(start + size < found.length && { nextToken: String(start + size) }),
    };
  }

  private update(input: Input, caller: Caller): Record<string, unknown> {
    const copy = this.authorized(input, caller, 'UpdateSnapshotCopyConfiguration');
    copy.snapshotRetentionPeriod = retentionPeriod(input);
    return { snapshotCopyConfiguration: { ...copy } };
  }

  private delete(input: Input, caller: Caller): Record<string, unknown> {
    const copy = this.authorized(input, caller, 'DeleteSnapshotCopyConfiguration');
    this.copies = this.copies.filter((each) => each !== copy);
    return { snapshotCopyConfiguration: { ...copy } };
  }

  /** The Service Authorization Reference lists no resource type for these two actions. */
  private authorized(input: Input, caller: Caller, action: string): SnapshotCopy {
    this.iam.authorize(caller, `redshift-serverless:${action}`, '*');
    const id = text(input, 'snapshotCopyConfigurationId');
    const copy = this.copies.find((each) => each.snapshotCopyConfigurationId === id);
    if (!copy) {
      throw new ServiceError('ResourceNotFoundException', `Snapshot copy configuration ${id} was not found.`);
    }
    // CHANGE-4: no other action on the namespace is possible while its key is being changed.
    this.namespaces.throwIfBusy(this.namespaces.find(copy.namespaceName));
    return copy;
  }

  private of(namespaceName: string): SnapshotCopy[] {
    return this.copies.filter((copy) => copy.namespaceName === namespaceName);
  }
}

function retentionPeriod(input: Input): number {
  const days = optionalNumber(input, 'snapshotRetentionPeriod') ?? FOREVER;
  if (days !== FOREVER && (!Number.isInteger(days) || days < 1 || days > 3653)) {
    throw validationException('The snapshot retention period must be -1 or an integer between 1 and 3,653.');
  }
  return days;
}
