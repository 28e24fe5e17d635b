import {
  App, Aws, CfnParameter, CfnResource, ContextProvider, Stack, type AppProps, type StackProps,
  aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import {
  NamespaceKeyChange, RotatableNamespace, type NamespaceKeyChangeProps, type RotatableNamespaceProps,
} from '../../../src';
import { OWNERSHIP_TAG } from '../../../src/contract';

export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const ID = 'cdk-redshift-rotatable-namespace:';

/** What the CDK CLI would have found when it looked the namespace up. */
export type Answer = 'customer-managed' | 'aws-owned' | 'not-found';

const NAMESPACE_IN: Record<Answer, unknown> = {
  'customer-managed': { NamespaceId: 'id-1', KmsKeyId: KEY, Status: 'AVAILABLE' },
  'aws-owned': { NamespaceId: 'id-1', KmsKeyId: 'AWS_OWNED_KMS_KEY', Status: 'AVAILABLE' },
  'not-found': 'not found',
};

/** Key of the lookup's answer in the context. */
export function contextKey(namespaceName: string, env = ENV): string {
  const stack = new Stack(new App({ treeMetadata: false }), 'Key', { env });
  const typeName = 'AWS::RedshiftServerless::Namespace';
  return ContextProvider.getKey(stack, {
    provider: 'cc-api-provider',
    props: { typeName, exactIdentifier: namespaceName, propertiesToReturn: ['Namespace'] },
  }).key;
}

/** What cdk.context.json holds after these answers. */
export const context = (answers: Readonly<Record<string, Answer>>, env = ENV): Record<string, unknown> =>
  Object.fromEntries(Object.entries(answers)
    .map(([name, answer]) => [contextKey(name, env), [{ Identifier: name, Namespace: NAMESPACE_IN[answer] }]]));

export function newStack(
  contextValues: Record<string, unknown> = {}, props: StackProps = { env: ENV }, appProps: AppProps = {},
): Stack {
  const app = new App({ context: contextValues, analyticsReporting: false, treeMetadata: false, ...appProps });
  return new Stack(app, 'Stack', props);
}

export const warehouse = (stack: Stack, props: RotatableNamespaceProps = {}, id = 'Warehouse'): RotatableNamespace =>
  new RotatableNamespace(stack, id, { namespaceName: 'warehouse', ...props });

/** What a synthesis has reported. */
export interface Outcome {
  /** texts of the errors, with the path before them; empty = it succeeded */
  readonly errors: string[];
  /** ids of the warnings and information, in the order of the tree */
  readonly reported: string[];
  /** texts of the same */
  readonly texts: string[];
  /** lookups that the CLI would be asked for */
  readonly missing: string[];
}

/** Synthesizes the app of a stack. */
export function synth(stack: Stack): Outcome {
  const app = stack.node.root as App;
  try {
    const assembly = app.synth();
    const texts = assembly.stacksRecursively
      .flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)))
      // The CDK's own advice differs from release to release.
      .filter((text) => !text.includes('[ack: @aws-cdk/'));
    const missing = (assembly.manifest.missing ?? []).map(({ key }) => key);
    return { errors: [], reported: texts.map(idOfWarning), texts, missing };
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes('Validation failed with the following errors')) { throw error; }
    const errors = message.split('\n').slice(1).map((line) => line.trim());
    return { errors, reported: [], texts: [], missing: [] };
  }
}

const idOfWarning = (text: string): string => /\[ack: (.*)\]$/.exec(text)?.[1].replace(ID, '') ?? text;

/** Id at the end of an error, without the prefix. */
export const idOfError = (text: string): string =>
  /\[cdk-redshift-rotatable-namespace:(\w+)\]$/.exec(text)?.[1] ?? text;

/** Ids of the errors that a synthesis ends in. */
export const errorIds = (stack: Stack): string[] => synth(stack).errors.map(idOfError);

/** An edit of an app with a RotatableNamespace, and the ids of the errors that it ends in. */
export interface EditCase {
  readonly name: string;
  readonly edit: (namespace: RotatableNamespace, stack: Stack) => unknown;
  readonly want: string[];
  readonly props?: RotatableNamespaceProps;
}

/** Expects that the edit ends in exactly these errors. */
export function checkEdit({ edit, want, props }: EditCase): void {
  const stack = newStack();
  edit(warehouse(stack, props), stack);
  expect(errorIds(stack)).toEqual(want);
}

/** The resource below a scope, by the ids of the constructs on the path to it. */
export function cfn(scope: IConstruct, ...ids: string[]): CfnResource {
  const found = ids.reduce<IConstruct>((node, id) => node.node.findChild(id), scope);
  return (CfnResource.isCfnResource(found) ? found : found.node.defaultChild) as CfnResource;
}

/** The parts of a RotatableNamespace. */
export const resourceOf = (namespace: RotatableNamespace) =>
  namespace.node.defaultChild as redshiftserverless.CfnNamespace;
export const windowOf = (namespace: RotatableNamespace) => cfn(namespace, 'KeyChange', 'Window1');
export const keyOf = (namespace: RotatableNamespace, generation = 1) => cfn(namespace, `KeyGeneration${generation}`);

/** What a namespace beside a key change has: a tag that permits the change, and a dependency. */
export function besideKeyChange(
  stack: Stack, namespace: Partial<redshiftserverless.CfnNamespaceProps> = {},
  change: Partial<NamespaceKeyChangeProps> = {},
): redshiftserverless.CfnNamespace {
  const resource = new redshiftserverless.CfnNamespace(stack, 'Bare', {
    namespaceName: 'warehouse',
    tags: [{ key: OWNERSHIP_TAG, value: Aws.STACK_NAME }],
    ...namespace,
  });
  const key = kms.Key.fromKeyArn(stack, 'K', KEY);
  resource.node.addDependency(new NamespaceKeyChange(stack, 'Change', { namespaceName: 'warehouse', key, ...change }));
  return resource;
}

/** A value that only the deployment knows. */
export const parameter = (stack: Stack, id = 'P') => new CfnParameter(stack, id).valueAsString;
