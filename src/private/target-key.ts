import { aws_kms as kms } from 'aws-cdk-lib';

/** The key behind an alias of the app; any other key is itself. A key's policy, and what IAM permits, name no alias. */
export const targetKeyOf = (key: kms.IKeyRef): kms.IKeyRef => (key instanceof kms.Alias ? key.aliasTargetKey : key);
