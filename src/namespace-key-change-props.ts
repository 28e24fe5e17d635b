import type { aws_kms as kms } from 'aws-cdk-lib';
import type { IDependable } from 'constructs';
import type { CreatedWith } from './created-with';
import type { KeyChangeTimeout } from './key-change-timeout';

/** Which namespace shall be on which key. */
export interface NamespaceKeyChangeProps {
  /**
   * Name of the namespace, as text: not a reference to the resource, since the key change comes before the resource.
   *
   * A namespace that does not exist yet is left alone.
   */
  readonly namespaceName: string;

  /** Customer managed key that the namespace shall be on. */
  readonly key: kms.IKeyRef;

  /**
   * Id of the namespace, where another stack or something else manages it: the permission to change its key then names
   * its ARN. Add, change or remove it in a deployment of its own, not together with the key.
   *
   * @default - the permission holds for namespaces with this stack's tag `cdk-redshift-rotatable-namespace:stack`
   */
  readonly namespaceId?: string;

  /**
   * Whether creating this resource may change the key of a namespace that exists already.
   *
   * By default it only confirms the key, and fails without touching the namespace if that is on another key: **a
   * rollback of the deployment that creates this resource cannot change the key back**. Set it only where that is
   * accepted.
   *
   * @default false
   */
  readonly changeKeyOnCreate?: boolean;

  /**
   * What the template creates the namespace with, where that is not an alias of the key. A namespace that would be
   * created under another key than the desired one is refused. So is a namespace that is on an AWS-owned key, unless
   * this is `CreatedWith.awsOwnedKey()`: no alias can have created it.
   *
   * @default - an alias that follows the key
   */
  readonly createdWith?: CreatedWith;

  /**
   * How long a deployment waits for the key change at most. Raise it in a deployment of its own, before the key.
   *
   * @default - one hour
   */
  readonly keyChangeTimeout?: KeyChangeTimeout;

  /**
   * What the key change waits for, such as the key changes of other namespaces. So namespaces change their keys in
   * waves. In another stack, that stack is deployed first.
   *
   * @default - nothing
   */
  readonly after?: IDependable[];
}
