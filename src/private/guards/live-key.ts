import { ContextProvider, Stack, Token } from 'aws-cdk-lib';
import { PROVIDER_ERROR_KEY } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { isRecord } from './final-resource';
import { AWS_OWNED_KMS_KEY } from '../../key-change/contract';

/** What the live namespace has said, or why it has not. */
export type LiveAnswer =
  | { readonly kind: 'customer-managed'; readonly keyArn: string; readonly namespaceId: string; readonly refresh: string }
  | { readonly kind: 'aws-owned'; readonly refresh: string }
  | { readonly kind: 'not-found'; readonly refresh: string }
  /** the CDK CLI has not been asked yet */
  | { readonly kind: 'pending' }
  /** the CDK CLI was asked, and could not look */
  | { readonly kind: 'failed'; readonly why: string }
  /** nobody can be asked at synth */
  | { readonly kind: 'impossible'; readonly why: string };

const PROVIDER = 'cc-api-provider';
/** Found in cdk.context.json where the namespace was not there. */
const NOT_FOUND = [{ Namespace: 'not found' }];

const queryFor = (namespaceName: string) => ({
  provider: PROVIDER,
  props: {
    typeName: 'AWS::RedshiftServerless::Namespace',
    exactIdentifier: namespaceName,
    // Whole: an AWS-owned key may read as absent, and the CLI takes an absent property for an error.
    propertiesToReturn: ['Namespace'],
  },
});

/**
 * The key that the live namespace is on, looked up by the CDK CLI through Cloud Control and kept in cdk.context.json.
 */
export function liveKey(scope: IConstruct, namespaceName: string): LiveAnswer {
  const known = answerKept(scope, namespaceName);
  if (known !== undefined && known.kind !== 'failed') { return known; }
  // Asks: the answer comes with the next run of the app, which the CLI starts by itself.
  ContextProvider.getValue(Stack.of(scope), { ...queryFor(namespaceName), dummyValue: NOT_FOUND, mustExist: false });
  return known ?? { kind: 'pending' };
}

/** What is known without asking anybody; undefined = nothing. */
export function answerKept(scope: IConstruct, namespaceName: string): LiveAnswer | undefined {
  const stack = Stack.of(scope);
  const impossible = notAskable(stack, namespaceName);
  if (impossible !== undefined) { return { kind: 'impossible', why: impossible }; }
  const { key } = ContextProvider.getKey(stack, queryFor(namespaceName));
  const value: unknown = stack.node.tryGetContext(key);
  return value === undefined ? undefined : read(value, key);
}

function notAskable({ account, region }: Stack, namespaceName: string): string | undefined {
  if (Token.isUnresolved(namespaceName)) { return 'its name is known to the deployment alone'; }
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) { return 'its stack has no concrete account and Region (env)'; }
  return undefined;
}

function read(value: unknown, key: string): LiveAnswer {
  // Single quotes: the key holds what a shell would read.
  const refresh = `cdk context --reset '${key}'`;
  // The CLI's message has several lines, and an error of ours has one.
  if (isRecord(value) && value[PROVIDER_ERROR_KEY] !== undefined) { return { kind: 'failed', why: String(value[PROVIDER_ERROR_KEY]).replace(/\s+/g, ' ') }; }
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  if (!isRecord(first)) { return { kind: 'failed', why: `an answer in cdk.context.json that is not understood (${refresh} to ask again)` }; }
  const { Namespace: namespace } = first;
  if (namespace === NOT_FOUND[0].Namespace) { return { kind: 'not-found', refresh }; }
  if (!isRecord(namespace)) { return { kind: 'failed', why: `an answer in cdk.context.json that is not understood (${refresh} to ask again)` }; }
  const { KmsKeyId: keyArn, NamespaceId: namespaceId } = namespace;
  return typeof keyArn === 'string' && keyArn !== '' && keyArn !== AWS_OWNED_KMS_KEY
    ? { kind: 'customer-managed', keyArn, namespaceId: String(namespaceId), refresh }
    : { kind: 'aws-owned', refresh };
}
