import { aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { keysOf, type Contender } from './contender';

export const native: Contender = {
  id: 'l1',
  label: 'L1 alone',
  description: '`CfnNamespace` with `kmsKeyId` changed: the official CloudFormation handler sends the change and waits',
  add(scope, warehouse) {
    const keys = keysOf(scope, warehouse);
    new redshiftserverless.CfnNamespace(scope, 'Namespace', {
      namespaceName: warehouse.namespaceName, kmsKeyId: keys[keys.length - 1].keyArn,
    });
  },
};
