import { Stack, type aws_kms as kms } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { KEY_ARN_ATTRIBUTE } from './contract';
import type { CreatedWith } from './created-with';
import type { KeyChangeTimeout } from './key-change-timeout';
import { AwsOwnedKey } from './private/aws-owned-key';
import { addCheck } from './private/checks/app-index';
import { checkKeyChangeWindows } from './private/checks/key-change-windows';
import { registerKeyChange } from './private/checks/registry';
import { checkOneKeyChange } from './private/checks/shared-namespace';
import { report } from './private/diagnostics/report';
import { KeyChangeProvider } from './private/provider/key-change-provider';
import { createWindows } from './private/provider/key-change-windows';
import { validateDesiredKey } from './private/validation/namespace-key';
import { throwIfInvalid, validateNamespaceName } from './private/validation/validation';

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
   * its ARN.
   *
   * @default - the permission holds for namespaces with this stack's tag `cdk-redshift-rotatable-namespace:stack`
   */
  readonly namespaceId?: string;

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
}

/**
 * Changes the KMS key of an Amazon Redshift Serverless namespace during a deployment, and waits until it has changed.
 *
 * The key change alone, for a namespace that something else creates. `RotatableNamespace` contains one already.
 * Deleting it changes nothing: neither the namespace nor a key is touched.
 */
@propertyInjectable
export class NamespaceKeyChange extends Construct {
  /** Identifies this construct for property injection (`IPropertyInjector`). */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-redshift-rotatable-namespace.NamespaceKeyChange';

  /** ARN of the key, available when the namespace is on it. A resource that refers to it waits for the key change. */
  public readonly keyArn: string;

  /**
   * @throws if the service does not accept the namespace's name, or the key is of another Region or not a customer
   * managed one
   */
  constructor(scope: Construct, id: string, props: NamespaceKeyChangeProps) {
    super(scope, id);
    const { namespaceName, key, namespaceId } = props;
    const stack = Stack.of(this);
    throwIfInvalid(this, 'NamespaceKeyChange', [
      validateNamespaceName(namespaceName),
      ...(key instanceof AwsOwnedKey ? [] : validateDesiredKey(stack, key)),
    ]);
    const provider = KeyChangeProvider.getOrCreate(this);
    if (namespaceId !== undefined) {
      const namespace = { service: 'redshift-serverless', resource: 'namespace', resourceName: namespaceId };
      provider.permitNamespace(stack.formatArn(namespace));
    }
    const desiredKmsKeyId = key.keyRef.keyArn;
    const { createdWith, keyChangeTimeout: timeout } = props;
    const windows = createWindows(this, provider, { namespaceName, desiredKmsKeyId, createdWith, timeout });
    this.keyArn = windows.at(-1)!.customResource.getAttString(KEY_ARN_ATTRIBUTE);

    registerKeyChange(this, { namespaceName, desiredKmsKeyId, windows });
    // Checked when all Aspects have run, and reported at a resource, where the CDK CLI shows the path.
    const [{ resource }] = windows;
    addCheck(this, (index) => report([
      ...checkKeyChangeWindows(index, resource, windows),
      ...checkOneKeyChange(index, this, namespaceName, resource),
    ]));
  }
}
