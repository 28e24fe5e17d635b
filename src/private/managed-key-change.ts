import type { NamespaceKeyChangeProps } from '../namespace-key-change-props';

/** What a RotatableNamespace knows of its key change, beside the public props. */
export interface ManagedKeyChangeProps extends NamespaceKeyChangeProps {
  readonly managed: {
    /** `KmsKeyId` of the namespace in the template, or AWS_OWNED_KMS_KEY for none */
    readonly createdWithKmsKeyId: string;
    /** the user has said it, or nothing else is possible */
    readonly isStated: boolean;
    /** the template has an alias that will point to the desired key */
    readonly aliasFollowsKey: boolean;
    /** where the construct creates the keys */
    readonly newestGeneration?: number;
    /** the one that is desired, where the construct creates the keys */
    readonly generation?: number;
  };
}

export const isManaged = (props: NamespaceKeyChangeProps): props is ManagedKeyChangeProps => 'managed' in props;
