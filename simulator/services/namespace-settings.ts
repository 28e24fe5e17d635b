import { Environment } from './environment';
import { Input } from './input';
import { Namespace } from './namespace';

const SETTINGS = [
  'adminUsername', 'dbName', 'defaultIamRoleArn', 'iamRoles', 'logExports', 'adminPasswordSecretKmsKeyId',
];

/** Applies the settings of a request to a namespace. A password is not kept. */
export function changeSettings(env: Environment, namespace: Namespace, input: Input): void {
  const { settings } = namespace;
  for (const member of SETTINGS) {
    if (input[member] !== undefined) { settings[member] = input[member]; }
  }
  if (input.manageAdminPassword === true) {
    settings.adminPasswordSecretArn ??= secretArn(env, namespace);
  } else if (input.manageAdminPassword === false || input.adminUserPassword !== undefined) {
    delete settings.adminPasswordSecretArn;
    delete settings.adminPasswordSecretKmsKeyId;
  }
}

function secretArn(env: Environment, { name, settings }: Namespace): string {
  return secretOf(env, name, `${String(settings.adminUsername ?? 'admin')}-${env.random.hex(6)}`);
}

/** ARN of the secret of a managed password. Before it exists, the end of its name is a wildcard. */
export function secretOf(env: Environment, namespaceName: string, end: string): string {
  const { partition, region, account } = env;
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:redshift!${namespaceName}-${end}`;
}
