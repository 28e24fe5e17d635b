import { CustomResource, Stack, Token, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CreatedWith } from './created-with';
import {
  AWS_OWNED_KMS_KEY, KEY_ARN_ATTRIBUTE, RESOURCE_TYPE, SERVICE_TIMEOUT_SECONDS, type KeyChangeProperties,
} from './key-change/contract';
import { KeyChangeProvider } from './private/key-change-provider';
import { refuse, validateNamespaceName, type Problem } from './private/validation';

/** Which namespace shall be on which key. */
export interface NamespaceKeyChangeProps {
  /**
   * Name of the namespace, as text: not a reference to the resource, since the key change comes before the resource.
   *
   * A namespace that does not exist yet is left alone.
   */
  readonly namespaceName: string;

  /** Customer managed key that the namespace shall be on. */
  readonly key: kms.IKey;

  /**
   * Id of the namespace, where another stack or nobody manages it: the permission to change its key then names its ARN.
   *
   * @default - the permission holds for namespaces with this stack's tag `cdk-redshift-rotatable-namespace:stack`
   */
  readonly namespaceId?: string;

  /**
   * What the template creates the namespace with, where that is not an alias of the key. A namespace that would be
   * created under another key than the one wished for is refused.
   *
   * @default - an alias that follows the key
   */
  readonly createdWith?: CreatedWith;
}

/**
 * Changes the KMS key of an Amazon Redshift Serverless namespace during a deployment, and waits until it has changed.
 *
 * The key change alone, for a namespace that something else creates. `RotatableNamespace` holds one already.
 * Deleting it changes nothing: neither the namespace nor a key is touched.
 */
export class NamespaceKeyChange extends Construct {
  /** ARN of the key, available when the namespace is on it. What refers to it waits for the key change. */
  public readonly keyArn: string;

  /**
   * @throws if the namespace's name is not one that the service takes, or the key is of another Region
   */
  constructor(scope: Construct, id: string, props: NamespaceKeyChangeProps) {
    super(scope, id);
    refuse(this, 'NamespaceKeyChange', [validateNamespaceName(props.namespaceName), validateKeyRegion(Stack.of(this), props.key)]);
    const provider = KeyChangeProvider.getOrCreate(this);
    if (props.namespaceId !== undefined) {
      provider.permitNamespace(Stack.of(this).formatArn({ service: 'redshift-serverless', resource: 'namespace', resourceName: props.namespaceId }));
    }
    // A chain of one: each further window would depend on the one before and hand on what is known.
    const windows = [this.window(provider, props, 1, 1)];
    this.keyArn = windows[windows.length - 1].getAttString(KEY_ARN_ATTRIBUTE);
  }

  private window(provider: KeyChangeProvider, props: NamespaceKeyChangeProps, window: number, windows: number): CustomResource {
    const { createdWith } = props;
    const properties: Omit<KeyChangeProperties, 'ServiceToken' | 'ServiceTimeout'> = {
      WaiterArn: provider.waiterArn,
      NamespaceName: props.namespaceName,
      KmsKeyId: props.key.keyArn,
      ...(createdWith ? { CreatedWithKmsKeyId: createdWith._kmsKeyId ?? AWS_OWNED_KMS_KEY } : {}),
      Window: window,
      Windows: windows,
    };
    const resource = new CustomResource(this, `Window${window}`, {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      properties: { ...properties, ServiceTimeout: SERVICE_TIMEOUT_SECONDS },
    });
    resource.node.addDependency(...provider.ready);
    return resource;
  }
}

/** KMS keys are regional. Tokens are left to the deployment, which checks the key again. */
export function validateKeyRegion(stack: Stack, key: kms.IKey): Problem {
  const [given, needed] = [key.env.region, stack.region];
  if (Token.isUnresolved(given) || Token.isUnresolved(needed) || given === needed) { return undefined; }
  return `the key must be of the namespace's Region ${needed}, got: a key of ${given} ('${key.node.path}'); give a key of ${needed}`;
}
