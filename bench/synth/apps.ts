import { App, Duration, RemovalPolicy, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RotatableNamespace } from '../../src';

/**
 * What is compared: a namespace by this library; the bare resources that it replaces; and the same with the settings that
 * this library gives them, so that what is left is the price of the key change.
 */
export const KINDS = ['library', 'bare', 'alike'] as const;
export type Kind = typeof KINDS[number];

const STACK = 'Warehouses';

/** What one synth came to. */
export interface Synthesised { readonly milliseconds: number; readonly bytes: number; readonly resources: number }

/** Synthesises an app of one stack with so many namespaces, as `cdk synth` would. */
export function synthesise(kind: Kind, namespaces: number): Synthesised {
  const begun = performance.now();
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, STACK);
  for (let number = 1; number <= namespaces; number += 1) { add(kind, stack, `warehouse-${number}`); }
  const artifact = app.synth().getStackByName(STACK);
  const milliseconds = performance.now() - begun;
  const template = artifact.template as { readonly Resources: Readonly<Record<string, unknown>> };
  return { milliseconds, bytes: Buffer.byteLength(JSON.stringify(template)), resources: Object.keys(template.Resources).length };
}

function add(kind: Kind, stack: Stack, namespaceName: string): void {
  if (kind === 'library') {
    new RotatableNamespace(stack, namespaceName, { namespaceName });
    return;
  }
  const scope = new Construct(stack, namespaceName);
  const aliasName = `alias/redshift-serverless/${namespaceName}`;
  if (kind === 'bare') {
    const key = new kms.Key(scope, 'Key', { enableKeyRotation: true });
    new kms.Alias(scope, 'Alias', { aliasName, targetKey: key });
    new redshiftserverless.CfnNamespace(scope, 'Namespace', { namespaceName, kmsKeyId: key.keyArn });
    return;
  }
  const description = `Key generation 1 of the Redshift Serverless namespace ${scope.node.path}`;
  const key = new kms.Key(scope, 'Key', { enableKeyRotation: true, pendingWindow: Duration.days(30), description, removalPolicy: RemovalPolicy.RETAIN });
  const alias = new kms.Alias(scope, 'Alias', { aliasName, targetKey: key });
  const namespace = new redshiftserverless.CfnNamespace(scope, 'Namespace', {
    namespaceName,
    adminUsername: 'awsuser',
    dbName: 'warehouse',
    kmsKeyId: stack.formatArn({ service: 'kms', resource: 'alias', resourceName: aliasName.slice('alias/'.length) }),
    logExports: ['connectionlog', 'userlog'],
    manageAdminPassword: true,
    tags: [{ key: 'stack', value: stack.stackName }],
  });
  namespace.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  namespace.node.addDependency(alias);
}
