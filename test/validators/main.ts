import * as assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nag } from './cdk-nag';
import { besideNewestCdk, CONTEXT, examples, ROOT } from './examples';
import { isListed, listedFindings, whereIs, type Finding } from './findings';
import { run } from '../e2e/support/processes';
import { python, type Python } from '../e2e/support/python';
import { Tally } from '../e2e/support/tally';

const CFN_LINT = 'import sys; from cfnlint.runner.cli import main; sys.exit(main())';

/** A namespace that no validator may find good: proves that each of them has looked. */
const BAD_APP = `
import { App, Stack, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
const app = new App();
new redshiftserverless.CfnNamespace(new Stack(app, 'Bad'), 'Namespace', { namespaceName: 'bad', kmsKeyId: 'AWS_OWNED_KMS_KEY', logExports: ['nonsense'] });
app.synth();
`;

interface LintMatch { readonly Rule: { readonly Id: string }; readonly Filename: string; readonly Location: { readonly Path: readonly unknown[] } }
interface CheckovReport {
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string; readonly file_path: string }[] };
}
interface ValidationReport {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string; readonly violatingConstructs: readonly { readonly constructPath: string }[] }[];
  }[];
}

async function cfnLint({ interpreter }: Python, templates: readonly string[]): Promise<Finding[]> {
  const { stdout, stderr, status } = await run(interpreter, ['-c', CFN_LINT, '--format', 'json', '--regions', 'us-east-1', '--template', ...templates]);
  assert.ok(stdout.startsWith('['), `cfn-lint ended with ${status}: ${stderr}`);
  return (JSON.parse(stdout) as LintMatch[])
    .map(({ Rule: { Id: rule }, Filename: file, Location: { Path: path } }) => ({ rule, where: whereIs(file, String(path[1])) }));
}

async function checkov({ interpreter }: Python, folder: string): Promise<Finding[]> {
  const { stdout, stderr, status } = await run(interpreter, ['-m', 'checkov.main', '--directory', folder, '--framework', 'cloudformation', '--output', 'json', '--quiet', '--compact', '--skip-download']);
  assert.ok(stdout.startsWith('{'), `checkov ended with ${status}: ${stdout} ${stderr}`);
  const { results } = JSON.parse(stdout) as CheckovReport;
  return results.failed_checks.map(({ check_id: rule, resource, file_path: file }) => ({ rule, where: whereIs(join(folder, file), resource.split('.').pop() ?? '') }));
}

/** The controls that look at a namespace; the others look at workgroups, which the library makes none of. */
function meetsSecurityHub(templateFile: string): void {
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  const namespaces = Object.values(Resources).filter(({ Type: type }) => type === 'AWS::RedshiftServerless::Namespace');
  assert.ok(namespaces.length > 0);
  for (const { Properties: { KmsKeyId, AdminUsername, DbName, LogExports } } of namespaces) {
    assert.match(JSON.stringify(KmsKeyId), /:alias\/redshift-serverless\//);
    assert.notEqual(AdminUsername ?? 'admin', 'admin');
    assert.notEqual(DbName ?? 'dev', 'dev');
    for (const log of ['connectionlog', 'userlog']) { assert.ok((LogExports as string[]).includes(log)); }
  }
}

/** The CDK's own validation of templates, with its default rules switched on. */
async function builtIn(copy: string, program: string, outdir: string): Promise<Finding[]> {
  const { status, stderr } = await run(join(ROOT, 'node_modules', '.bin', 'tsx'), [program], {
    cwd: copy,
    env: { ...process.env, CDK_VALIDATION: 'true', CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ ...CONTEXT, '@aws-cdk/core:validateAgainstDefaultRules': true }) },
  });
  const file = join(outdir, 'validation-report.json');
  assert.ok(existsSync(file), `${program} was not validated: ${stderr.slice(-1500)}`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as ValidationReport;
  const found = report.pluginReports.flatMap(({ violations }) => violations.flatMap(({ ruleName: rule, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({ rule, where: constructPath.split('/').slice(1).join('/') }))));
  assert.ok(status === 0 || found.length > 0, `${program} failed: ${stderr.slice(-1500)}`);
  return found;
}

async function main(tally: Tally): Promise<void> {
  const environment = await python('validators');
  const work = mkdtempSync(join(tmpdir(), 'rotatable-namespace-validators-'));
  const listed = listedFindings();
  const seen = new Set<(typeof listed)[number]>();
  const onlyListed = (findings: readonly Finding[]): void => {
    const unlisted = findings.filter((finding) => {
      const rows = listed.filter((row) => isListed(finding, row));
      rows.forEach((row) => seen.add(row));
      return rows.length === 0;
    });
    assert.deepEqual([...new Set(unlisted.map(({ rule, where }) => `${rule} at ${where}`))], []);
  };
  try {
    const templates = join(work, 'templates');
    mkdirSync(templates);
    for (const example of examples()) {
      const outdir = join(work, example);
      let findings: Finding[] = [];
      await tally.test(`cdk-nag, four packs: ${example}`, () => {
        findings = nag(example, outdir);
        onlyListed(findings);
        assert.ok(findings.length > 0, 'cdk-nag has looked: it has always found something so far');
      });
      for (const file of readdirSync(outdir).filter((name) => name.endsWith('.template.json'))) { copyFileSync(join(outdir, file), join(templates, `${example}.${file}`)); }
    }
    await tally.test('AWS Security Hub, RedshiftServerless.4 to .7: the defaults meet them in every example', () => {
      for (const file of readdirSync(templates)) { meetsSecurityHub(join(templates, file)); }
    });
    const files = readdirSync(templates).map((name) => join(templates, name));
    await tally.test(`cfn-lint: ${files.length} templates`, async () => onlyListed(await cfnLint(environment, files)));
    await tally.test(`checkov: ${files.length} templates`, async () => onlyListed(await checkov(environment, templates)));

    const copy = await besideNewestCdk();
    for (const example of examples()) {
      await tally.test(`the CDK's own validation: ${example}`, async () => onlyListed(await builtIn(copy, join('examples', example, 'app.ts'), join(work, `newest-${example}`))));
    }
    await tally.test('a bad template is told apart by each of them', async () => {
      writeFileSync(join(copy, 'bad.ts'), BAD_APP);
      const outdir = join(work, 'bad');
      assert.ok((await builtIn(copy, 'bad.ts', outdir)).some(({ rule }) => rule === 'F3017'));
      assert.ok((await cfnLint(environment, [join(outdir, 'Bad.template.json')])).length > 0);
    });
    await tally.test('every listed finding still occurs, and has a reason', () => {
      assert.deepEqual(listed.filter((row) => !seen.has(row)).map(({ rule, where }) => `${rule} at ${where}`), []);
      assert.deepEqual(listed.filter(({ reason }) => reason.length < 40).map(({ rule, where }) => `${rule} at ${where}`), []);
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void new Tally().main('validators', main);
