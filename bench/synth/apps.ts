import {
  App, Duration, RemovalPolicy, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RotatableNamespace } from '../../src';

/**
 * What is compared: a namespace by this library; the plain resources that it replaces; and plain resources with the
 * settings that this library gives them. Against the last, only the key change makes a difference.
 */
export const KINDS = ['library', 'plain', 'sameSettings'] as const;
export type Kind = typeof KINDS[number];

const STACK = 'Warehouses';

/** What one synthesis came to. */
export interface Synthesized {
  /** processor time from the first construct to the template */
  readonly synthMilliseconds: number;
  readonly templateBytes: number;
  readonly resources: number;
}

/** Synthesizes an app of one stack with this many namespaces, as `cdk synth` would. */
export function synthesize(kind: Kind, namespaces: number): Synthesized {
  const before = process.cpuUsage();
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, STACK);
  for (let number = 1; number <= namespaces; number += 1) { add(kind, stack, `warehouse-${number}`); }
  const artifact = app.synth().getStackByName(STACK);
  const { user, system } = process.cpuUsage(before);
  const template = artifact.template as { readonly Resources: Readonly<Record<string, unknown>> };
  return {
    synthMilliseconds: (user + system) / 1000,
    templateBytes: Buffer.byteLength(JSON.stringify(template)),
    resources: Object.keys(template.Resources).length,
  };
}

function add(kind: Kind, stack: Stack, namespaceName: string): void {
  switch (kind) {
    case 'library':
      new RotatableNamespace(stack, namespaceName, { namespaceName });
      return;
    case 'plain': return addPlain(new Construct(stack, namespaceName), namespaceName);
    case 'sameSettings': return addWithSameSettings(stack, namespaceName);
  }
}

const aliasOf = (namespaceName: string): string => `alias/redshift-serverless/${namespaceName}`;

function addPlain(scope: Construct, namespaceName: string): void {
  const key = new kms.Key(scope, 'Key', { enableKeyRotation: true });
  new kms.Alias(scope, 'Alias', { aliasName: aliasOf(namespaceName), targetKey: key });
  new redshiftserverless.CfnNamespace(scope, 'Namespace', { namespaceName, kmsKeyId: key.keyArn });
}

function addWithSameSettings(stack: Stack, namespaceName: string): void {
  const scope = new Construct(stack, namespaceName);
  const aliasName = aliasOf(namespaceName);
  const key = new kms.Key(scope, 'Key', {
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    description: `Key generation 1 of the Redshift Serverless namespace ${scope.node.path}`,
    removalPolicy: RemovalPolicy.RETAIN,
  });
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
