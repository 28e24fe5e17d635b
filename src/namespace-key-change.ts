import { CustomResource, Duration, Stack, Token, type CfnResource, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CreatedWith } from './created-with';
import {
  AWS_OWNED_KMS_KEY, HANDOVER_ATTRIBUTE, KEY_ARN_ATTRIBUTE, RESOURCE_TYPE, SERVICE_TIMEOUT_SECONDS, type KeyChangeProperties,
} from './key-change/contract';
import type { KeyChangeWait } from './key-change-wait';
import { isAwsOwnedKey } from './private/aws-owned-key';
import { addGuard } from './private/guards/app-index';
import { guardKeyChange } from './private/guards/key-change-guard';
import { notCustomerManaged } from './private/guards/key-claim';
import { messages } from './private/guards/messages';
import { guardOneKeyChange } from './private/guards/name-guard';
import { registerKeyChange, type WindowFacts } from './private/guards/registry';
import { errorText, report } from './private/guards/report';
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
   * created under another key than the one wished for is refused. So is a namespace that is on an AWS-owned key, unless
   * this says `CreatedWith.awsOwnedKey()`: no alias can have created it.
   *
   * @default - an alias that follows the key
   */
  readonly createdWith?: CreatedWith;

  /**
   * How long a deployment waits for the key change at the most. Raise it in a deployment of its own, before the key.
   *
   * @default - one hour
   */
  readonly keyChangeWait?: KeyChangeWait;
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

  /** What the guards compare the template with. */
  private readonly windowFacts: WindowFacts[] = [];

  /**
   * @throws if the namespace's name is not one that the service takes, or the key is of another Region or not a customer managed one
   */
  constructor(scope: Construct, id: string, props: NamespaceKeyChangeProps) {
    super(scope, id);
    refuse(this, 'NamespaceKeyChange', [validateNamespaceName(props.namespaceName), ...validateWishedKey(Stack.of(this), props.key)]);
    const provider = KeyChangeProvider.getOrCreate(this);
    if (props.namespaceId !== undefined) {
      provider.permitNamespace(Stack.of(this).formatArn({ service: 'redshift-serverless', resource: 'namespace', resourceName: props.namespaceId }));
    }
    // The same wish in each window; what is known is handed on.
    const windows = props.keyChangeWait?._windows ?? 1;
    let last: CustomResource | undefined;
    for (let window = 1; window <= windows; window += 1) { last = this.window(provider, props, window, windows, last); }
    this.keyArn = last!.getAttString(KEY_ARN_ATTRIBUTE);
    this.guard(props);
  }

  /** Looks at the final template, when all Aspects have run. */
  private guard({ namespaceName, key }: NamespaceKeyChangeProps): void {
    const facts = { namespaceName, kmsKeyId: key.keyArn, windows: this.windowFacts };
    registerKeyChange(this, facts);
    const tellAt = this.windowFacts[0].resource;
    addGuard(this, (index) => report([...guardKeyChange(index, tellAt, facts), ...guardOneKeyChange(index, this, namespaceName, tellAt)]));
  }

  private window(
    provider: KeyChangeProvider, props: NamespaceKeyChangeProps, window: number, windows: number, before?: CustomResource,
  ): CustomResource {
    const { createdWith } = props;
    const properties: Omit<KeyChangeProperties, 'ServiceToken' | 'ServiceTimeout'> = {
      WaiterArn: provider.waiterArn,
      NamespaceName: props.namespaceName,
      KmsKeyId: props.key.keyArn,
      ...(createdWith ? { CreatedWithKmsKeyId: createdWith._kmsKeyId ?? AWS_OWNED_KMS_KEY } : {}),
      Window: window,
      Windows: windows,
      ...(props.keyChangeWait?._typicalSeconds !== undefined ? { TypicalSeconds: props.keyChangeWait._typicalSeconds } : {}),
      ...(before ? { Handover: before.getAttString(HANDOVER_ATTRIBUTE) } : {}),
    };
    const resource = new CustomResource(this, `Window${window}`, {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: Duration.seconds(SERVICE_TIMEOUT_SECONDS),
      properties: { ...properties },
    });
    resource.node.addDependency(provider.ready);
    this.windowFacts.push({
      resource: resource.node.defaultChild as CfnResource,
      properties: { ...properties, ServiceToken: provider.serviceToken, ServiceTimeout: SERVICE_TIMEOUT_SECONDS },
    });
    return resource;
  }
}

function validateWishedKey(stack: Stack, key: kms.IKey): Problem[] {
  if (isAwsOwnedKey(key)) { return []; }
  const given = notCustomerManaged(key);
  return [
    given === undefined ? undefined : errorText(messages.notCustomerManagedKey('the key of a key change', given)),
    validateKeyRegion(stack, key),
  ];
}

/** KMS keys are regional. Tokens are left to the deployment, which checks the key again. */
export function validateKeyRegion(stack: Stack, key: kms.IKey): Problem {
  const [given, needed] = [key.env.region, stack.region];
  if (Token.isUnresolved(given) || Token.isUnresolved(needed) || given === needed) { return undefined; }
  return `the key must be of the namespace's Region ${needed}, got: a key of ${given} ('${key.node.path}'); give a key of ${needed}`;
}
