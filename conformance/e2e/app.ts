import { App, Stack, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { NamespaceEncryption, RotatableNamespace, type LogExport } from '../../src';

// The same constructs as in examples/quick-start, with settings from the context: keyGeneration, newest, logExports.
const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name) as string | undefined;
const active = Number(context('keyGeneration') ?? 1);

const stack = new Stack(app, 'Warehouse');
const namespace = new RotatableNamespace(stack, 'Warehouse', {
  namespaceName: 'warehouse',
  encryption: NamespaceEncryption.keyGenerations({ active, newest: Number(context('newest') ?? active) }),
  logExports: context('logExports')?.split(',') as LogExport[] | undefined,
});
new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
  workgroupName: 'warehouse',
  namespaceName: namespace.namespaceName,
});
app.synth();
