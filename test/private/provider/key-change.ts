import { aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NamespaceKeyChange, type NamespaceKeyChangeProps } from '../../../src';
import { newStack } from '../../templates';
import { KEY } from '../checks/support';

/** The template of a stack with a key change alone. */
export function synthKeyChange(props: Partial<NamespaceKeyChangeProps> = {}, stack = newStack()): Template {
  const key = kms.Key.fromKeyArn(stack, 'Key', KEY);
  new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'theirs', key, ...props });
  return Template.fromStack(stack);
}
