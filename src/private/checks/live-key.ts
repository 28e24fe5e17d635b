import { ContextProvider, Stack, Token } from 'aws-cdk-lib';
import { PROVIDER_ERROR_KEY } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { AWS_OWNED_KMS_KEY } from '../../contract';
import { isRecord } from '../template-values';

/** What the lookup of a live namespace has told, or why it has not. */
export type LiveAnswer =
  | {
    readonly kind: 'customer-managed';
    readonly keyArn: string;
    readonly namespaceId: string;
    /** command that discards the answer */
    readonly refresh: string;
  }
  | { readonly kind: 'aws-owned'; readonly refresh: string }
  | { readonly kind: 'not-found'; readonly refresh: string }
  /** the CDK CLI has not looked it up yet */
  | { readonly kind: 'pending' }
  /** the CDK CLI tried, and could not look it up */
  | { readonly kind: 'failed'; readonly why: string }
  /** it cannot be looked up at synth */
  | { readonly kind: 'impossible'; readonly why: string };

const PROVIDER = 'cc-api-provider';
/** The CLI keeps this in cdk.context.json where the namespace does not exist. */
const NOT_FOUND = [{ Namespace: 'not found' }];

const queryFor = (namespaceName: string) => ({
  provider: PROVIDER,
  props: {
    typeName: 'AWS::RedshiftServerless::Namespace',
    exactIdentifier: namespaceName,
    // The whole attribute: an AWS-owned key may read as absent, and for the CLI an absent property is an error.
    propertiesToReturn: ['Namespace'],
  },
});

/**
 * The key that the live namespace is on, looked up by the CDK CLI through Cloud Control and kept in cdk.context.json.
 */
export function lookUpLiveKey(scope: IConstruct, namespaceName: string): LiveAnswer {
  const known = keptAnswer(scope, namespaceName);
  if (known !== undefined && known.kind !== 'failed') { return known; }
  // The answer comes with the next run of the app, which the CLI starts by itself.
  const query = { ...queryFor(namespaceName), dummyValue: NOT_FOUND, mustExist: false };
  ContextProvider.getValue(Stack.of(scope), query);
  return known ?? { kind: 'pending' };
}

/** What is known without a new lookup; undefined = nothing. */
export function keptAnswer(scope: IConstruct, namespaceName: string): LiveAnswer | undefined {
  const stack = Stack.of(scope);
  const impossible = whyImpossible(stack, namespaceName);
  if (impossible !== undefined) { return { kind: 'impossible', why: impossible }; }
  const { key } = ContextProvider.getKey(stack, queryFor(namespaceName));
  const value: unknown = stack.node.tryGetContext(key);
  return value === undefined ? undefined : parseAnswer(value, key);
}

function whyImpossible({ account, region }: Stack, namespaceName: string): string | undefined {
  if (Token.isUnresolved(namespaceName)) { return 'its name is known to the deployment alone'; }
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    return 'its stack has no concrete account and Region (env)';
  }
  return undefined;
}

function parseAnswer(value: unknown, key: string): LiveAnswer {
  // Single quotes: the key holds characters that a shell would interpret.
  const refresh = `cdk context --reset '${key}'`;
  if (isRecord(value) && value[PROVIDER_ERROR_KEY] !== undefined) {
    // The CLI's message has several lines, and an error of ours has one.
    return { kind: 'failed', why: String(value[PROVIDER_ERROR_KEY]).replace(/\s+/g, ' ') };
  }
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  const namespace = isRecord(first) ? first.Namespace : undefined;
  if (namespace === NOT_FOUND[0].Namespace) { return { kind: 'not-found', refresh }; }
  if (!isRecord(namespace)) {
    const why = `an answer in cdk.context.json that cannot be read (${refresh} to look it up again)`;
    return { kind: 'failed', why };
  }
  const { KmsKeyId: keyArn, NamespaceId: namespaceId } = namespace;
  return typeof keyArn === 'string' && keyArn !== '' && keyArn !== AWS_OWNED_KMS_KEY
    ? { kind: 'customer-managed', keyArn, namespaceId: String(namespaceId), refresh }
    : { kind: 'aws-owned', refresh };
}
