import { Stack } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { AWS_OWNED_KMS_KEY, KEY_ARN_ATTRIBUTE } from './contract';
import { KeyChangeProvider } from './key-change-provider';
import type { NamespaceKeyChangeProps } from './namespace-key-change-props';
import { aliasArnOf } from './private/alias';
import { AwsOwnedKey } from './private/aws-owned-key';
import { addCheck } from './private/checks/app-index';
import { checkBesideNamespace } from './private/checks/beside-namespace';
import { checkKeyChangeWindows } from './private/checks/key-change-windows';
import { checkOwnKey } from './private/checks/own-key';
import { registerKeyChange } from './private/checks/registry';
import { checkOneKeyChange } from './private/checks/shared-namespace';
import { report } from './private/diagnostics/report';
import { isManaged } from './private/managed-key-change';
import { createWindows } from './private/provider/key-change-windows';
import { validateDesiredKey } from './private/validation/namespace-key';
import { throwIfInvalid, validateNamespaceId, validateNamespaceName } from './private/validation/validation';

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
    const { namespaceName, key, namespaceId, createdWith } = props;
    const stack = Stack.of(this);
    throwIfInvalid(this, 'NamespaceKeyChange', [
      validateNamespaceName(namespaceName),
      validateNamespaceId(namespaceId),
      ...(key instanceof AwsOwnedKey ? [] : validateDesiredKey(stack, key)),
    ]);
    const provider = KeyChangeProvider.of(this);
    if (namespaceId !== undefined) {
      const namespace = { service: 'redshift-serverless', resource: 'namespace', resourceName: namespaceId };
      provider._permitNamespace(stack.formatArn(namespace));
    }
    const managed = isManaged(props) ? props.managed : undefined;
    const stated = createdWith && (createdWith._kmsKeyId(aliasArnOf(stack, namespaceName)) ?? AWS_OWNED_KMS_KEY);
    const desiredKmsKeyId = key.keyRef.keyArn;
    const windows = createWindows(this, provider, {
      namespaceName,
      desiredKmsKeyId,
      namespaceId,
      createdWithKmsKeyId: managed?.createdWithKmsKeyId ?? stated,
      isCreatedWithStated: managed?.isStated ?? createdWith !== undefined,
      aliasFollowsKey: managed?.aliasFollowsKey ?? false,
      managesNamespace: managed !== undefined,
      changeKeyOnCreate: props.changeKeyOnCreate ?? false,
      newestGeneration: managed?.newestGeneration,
      generation: managed?.generation,
      timeout: props.keyChangeTimeout,
    });
    this.keyArn = windows.at(-1)!.customResource.getAttString(KEY_ARN_ATTRIBUTE);

    registerKeyChange(this, { namespaceName, desiredKmsKeyId, windows });
    // Checked when all Aspects have run, and reported at a resource, where the CDK CLI shows the path.
    const [{ resource }] = windows;
    addCheck(this, (index) => report([
      ...checkKeyChangeWindows(index, resource, windows),
      ...checkOneKeyChange(index, this, namespaceName, resource),
      // A RotatableNamespace checks the keys that it has created.
      ...managed?.newestGeneration === undefined ? checkOwnKey(index, resource, key, namespaceName) : [],
      ...managed === undefined
        ? checkBesideNamespace(index, this, { namespaceName, namespaceId, createdWith: stated, windows })
        : [],
    ]));
  }
}
