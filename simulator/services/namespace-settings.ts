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
  const secretName = `redshift!${name}-${settings.adminUsername ?? 'admin'}-${env.random.hex(6)}`;
  return `arn:${env.partition}:secretsmanager:${env.region}:${env.account}:secret:${secretName}`;
}
