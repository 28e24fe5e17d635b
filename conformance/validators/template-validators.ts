import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTEXT, ROOT } from './examples';
import { whereIs, type Finding } from './findings';
import { run } from '../support/processes';
import type { Python } from '../support/python';

const CFN_LINT = 'import sys; from cfnlint.runner.cli import main; sys.exit(main())';
const TSX = join(ROOT, 'node_modules', '.bin', 'tsx');
/** Context value that switches the CDK's own validation on. */
const DEFAULT_RULES = '@aws-cdk/core:validateAgainstDefaultRules';

interface LintMatch {
  readonly Rule: { readonly Id: string };
  readonly Filename: string;
  readonly Location: { readonly Path: readonly unknown[] };
}

interface CheckovReport {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly resource: string;
      readonly file_path: string;
    }[];
  };
}

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

export async function cfnLint({ interpreter }: Python, templates: readonly string[]): Promise<Finding[]> {
  const options = ['--format', 'json', '--regions', 'us-east-1', '--template', ...templates];
  const { stdout, stderr, status } = await run(interpreter, ['-c', CFN_LINT, ...options]);
  assert.ok(stdout.startsWith('['), `cfn-lint ended with ${status}: ${stderr}`);
  return (JSON.parse(stdout) as LintMatch[]).map(({ Rule: { Id: rule }, Filename: file, Location: { Path: path } }) =>
    ({ rule, where: whereIs(file, String(path[1])) }));
}

export async function checkov({ interpreter }: Python, folder: string): Promise<Finding[]> {
  const { stdout, stderr, status } = await run(interpreter, [
    '-m', 'checkov.main', '--directory', folder, '--framework', 'cloudformation', '--output', 'json',
    '--quiet', '--compact', '--skip-download',
  ]);
  assert.ok(stdout.startsWith('{'), `checkov ended with ${status}: ${stdout} ${stderr}`);
  const { results } = JSON.parse(stdout) as CheckovReport;
  return results.failed_checks.map(({ check_id: rule, resource, file_path: file }) =>
    ({ rule, where: whereIs(join(folder, file), resource.split('.').pop() ?? '') }));
}

/** The CDK's own validation of templates, with its default rules. */
export async function cdkValidation(copy: string, program: string, outdir: string): Promise<Finding[]> {
  const { status, stderr } = await run(TSX, [program], {
    cwd: copy,
    env: {
      ...process.env,
      CDK_VALIDATION: 'true',
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...CONTEXT, [DEFAULT_RULES]: true }),
    },
  });
  const file = join(outdir, 'validation-report.json');
  assert.ok(existsSync(file), `${program} was not validated: ${stderr.slice(-1500)}`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as ValidationReport;
  const violations = report.pluginReports.flatMap((plugin) => plugin.violations);
  const findings = violations.flatMap(({ ruleName: rule, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({ rule, where: constructPath.split('/').slice(1).join('/') })));
  assert.ok(status === 0 || findings.length > 0, `${program} failed: ${stderr.slice(-1500)}`);
  return findings;
}
