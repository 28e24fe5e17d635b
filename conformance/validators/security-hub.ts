import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Template {
  readonly Resources: Readonly<Record<string, {
    readonly Type: string;
    readonly Properties: Readonly<Record<string, unknown>>;
  }>>;
}

/** Checks AWS Security Hub's controls for namespaces. The other controls are for workgroups. */
export function assertSecurityHubControls(templateFile: string): void {
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as Template;
  const namespaces = Object.values(Resources).filter(({ Type }) => Type === 'AWS::RedshiftServerless::Namespace');
  assert.ok(namespaces.length > 0);
  for (const { Properties: { KmsKeyId, AdminUsername, DbName, LogExports } } of namespaces) {
    assert.match(JSON.stringify(KmsKeyId), /:alias\/redshift-serverless\//);
    assert.notEqual(AdminUsername ?? 'admin', 'admin');
    assert.notEqual(DbName ?? 'dev', 'dev');
    for (const log of ['connectionlog', 'userlog']) { assert.ok((LogExports as string[]).includes(log)); }
  }
}
