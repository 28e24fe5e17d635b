import { App, ContextProvider, Stack, type AppProps, type StackProps } from 'aws-cdk-lib';
import { RotatableNamespace, type RotatableNamespaceProps } from '../../src';

export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const ID = 'cdk-redshift-rotatable-namespace:';

/** What the CDK CLI would have put into cdk.context.json. */
export type Answer = 'customer-managed' | 'aws-owned' | 'not-found';

const NAMESPACE_IN: Record<Answer, unknown> = {
  'customer-managed': { NamespaceId: 'id-1', KmsKeyId: KEY, Status: 'AVAILABLE' },
  'aws-owned': { NamespaceId: 'id-1', KmsKeyId: 'AWS_OWNED_KMS_KEY', Status: 'AVAILABLE' },
  'not-found': 'not found',
};

/** Key of the look-up's answer in the context. */
export function contextKey(namespaceName: string, env = ENV): string {
  const stack = new Stack(new App(), 'Key', { env });
  return ContextProvider.getKey(stack, {
    provider: 'cc-api-provider',
    props: { typeName: 'AWS::RedshiftServerless::Namespace', exactIdentifier: namespaceName, propertiesToReturn: ['Namespace'] },
  }).key;
}

export const context = (answers: Readonly<Record<string, Answer>>, env = ENV): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answers)
    .map(([name, answer]) => [contextKey(name, env), [{ Identifier: name, Namespace: NAMESPACE_IN[answer] }]]));

export function newStack(contextValues: Record<string, unknown> = {}, props: StackProps = { env: ENV }, appProps: AppProps = {}): Stack {
  return new Stack(new App({ context: contextValues, analyticsReporting: false, ...appProps }), 'Stack', props);
}

export const warehouse = (stack: Stack, props: RotatableNamespaceProps = {}, id = 'Warehouse'): RotatableNamespace =>
  new RotatableNamespace(stack, id, { namespaceName: 'warehouse', ...props });

/** What a synthesis has said. */
export interface Outcome {
  /** texts of the errors, with the path before them; empty = it went through */
  readonly errors: string[];
  /** ids of the warnings and information, in the order of the tree */
  readonly told: string[];
  /** texts of the same */
  readonly texts: string[];
  /** look-ups that the CLI would be asked for */
  readonly missing: string[];
}

/** Synthesizes the app of a stack. */
export function synth(stack: Stack): Outcome {
  const app = stack.node.root as App;
  try {
    const assembly = app.synth();
    // The CDK's own advice differs from release to release.
    const entries = assembly.stacksRecursively.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)))
      .filter((text) => !text.includes('[ack: @aws-cdk/'));
    return { errors: [], told: entries.map(idOf), texts: entries, missing: (assembly.manifest.missing ?? []).map(({ key }) => key) };
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes('Validation failed with the following errors')) { throw error; }
    return { errors: message.split('\n').slice(1).map((line) => line.trim()), told: [], texts: [], missing: [] };
  }
}

const idOf = (text: string): string => /\[ack: (.*)\]$/.exec(text)?.[1].replace(ID, '') ?? text;

/** Ids at the end of the errors, without the prefix. */
export const errorIds = (stack: Stack): string[] => synth(stack).errors.map((text) => /\[cdk-redshift-rotatable-namespace:(\w+)\]$/.exec(text)?.[1] ?? text);
