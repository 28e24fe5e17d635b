import { Fn, aws_config as config, type aws_kms as kms } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { throwIfInvalid } from './private/validation/validation';
import type { IRotatableNamespace } from './rotatable-namespace-ref';

/** Source: "redshift-serverless-namespace-cmk-encryption", AWS Config Developer Guide. */
const IDENTIFIER = 'REDSHIFT_SERVERLESS_NAMESPACE_CMK_ENCRYPTION';

/**
 * InputParameters have at most 1024 characters, and the longest ARN of a key that there is has 86, with a comma 87.
 * Source: docs/assumptions.md, CONFIG-2.
 */
const MOST_KEYS = 11;

/** Which namespaces there are in an account and Region, and which keys they may be on. */
export interface NamespaceKeyRuleProps {
  /** Namespaces of this account and Region. Each must be on the key that its template names, its `encryptionKey`. */
  readonly namespaces: IRotatableNamespace[];

  /**
   * Keys of namespaces that other stacks or something else manage in this account and Region.
   *
   * @default - none
   */
  readonly otherKeys?: kms.IKeyRef[];
}

/**
 * Independent evidence of the key: the AWS Config managed rule `redshift-serverless-namespace-cmk-encryption`, with the
 * keys that namespaces may be on. A namespace on any other key is NON_COMPLIANT, an earlier generation included.
 *
 * AWS Config evaluates it every 24 hours, for **all** namespaces of the account and Region. So one rule has the keys of
 * all of them: at most 11. It needs a configuration recorder, and it is not available in every Region.
 *
 * In a deployment the rule is updated when the key has changed.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/redshift-serverless-namespace-cmk-encryption.html
 */
@propertyInjectable
export class NamespaceKeyRule extends Construct {
  /** Identifies this construct for property injection (`IPropertyInjector`). */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-redshift-rotatable-namespace.NamespaceKeyRule';

  /** Name of the rule. */
  public readonly ruleName: string;

  /**
   * @throws if there is no key, there are too many, or the key of a namespace is not known
   */
  constructor(scope: Construct, id: string, props: NamespaceKeyRuleProps) {
    super(scope, id);
    const { namespaces, otherKeys = [] } = props;
    const withoutKey = namespaces.filter(({ encryptionKey }) => encryptionKey === undefined);
    const keys = [...namespaces.flatMap(({ encryptionKey }) => encryptionKey ?? []), ...otherKeys];
    throwIfInvalid(this, 'NamespaceKeyRule', [
      withoutKey.length > 0
        ? 'every namespace must be on a customer managed key that is known, got: '
          + `${withoutKey.map(({ node }) => `'${node.path}'`).join(', ')}; give an imported namespace its `
          + 'encryptionKey, or leave out what is on an AWS-owned key'
        : undefined,
      keys.length === 0 || keys.length > MOST_KEYS
        ? `the rule must have 1 to ${MOST_KEYS} keys, since AWS Config takes 1024 characters of parameters, `
          + `got: ${keys.length}; give namespaces of one account and Region that share keys, or fewer of them`
        : undefined,
    ]);
    const arns = [...new Set(keys.map(({ keyRef }) => keyRef.keyArn))];
    const rule = new config.ManagedRule(this, 'Rule', {
      identifier: IDENTIFIER,
      description: 'Every Redshift Serverless namespace is on a key that its template names',
      inputParameters: { kmsKeyArns: Fn.join(',', arns) },
    });
    // A namespace waits for its key change.
    rule.node.addDependency(...namespaces);
    this.ruleName = rule.configRuleName;
  }
}
