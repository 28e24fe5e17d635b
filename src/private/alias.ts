import type { Stack } from 'aws-cdk-lib';

/** Name of the alias that a RotatableNamespace creates, without `alias/`. It is a contract with deployed stacks. */
const resourceNameOf = (namespaceName: string): string => `redshift-serverless/${namespaceName}`;

export const aliasNameOf = (namespaceName: string): string => `alias/${resourceNameOf(namespaceName)}`;

/** The alias's ARN is a constant, so CloudFormation, which compares templates, never changes the key itself. */
export const aliasArnOf = (stack: Stack, namespaceName: string): string =>
  stack.formatArn({ service: 'kms', resource: 'alias', resourceName: resourceNameOf(namespaceName) });
