/** Validates the templates of the examples. The findings must be exactly those that docs/compliance.md lists. */
import * as assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nag } from './cdk-nag';
import { besideNewestCdk, examples } from './examples';
import { isListed, listedFindings, type Finding, type ListedFinding } from './findings';
import { assertSecurityHubControls } from './security-hub';
import { cdkValidation, cfnLint, checkov } from './template-validators';
import { python } from '../support/python';
import { Tally } from '../support/tally';

/** A namespace that the validators must reject, which proves that they run. */
const BAD_APP = `
import { App, Stack, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
const app = new App();
new redshiftserverless.CfnNamespace(new Stack(app, 'Bad'), 'Namespace', {
  namespaceName: 'bad', kmsKeyId: 'AWS_OWNED_KMS_KEY', logExports: ['nonsense'],
});
app.synth();
`;

/** Compares findings with the list in docs/compliance.md, and remembers which rows of the list occurred. */
class Listed {
  private readonly rows = listedFindings();
  private readonly occurred = new Set<ListedFinding>();

  public assertAllListed(findings: readonly Finding[]): void {
    for (const row of this.rows) {
      if (findings.some((finding) => isListed(finding, row))) { this.occurred.add(row); }
    }
    const unlisted = findings.filter((finding) => !this.rows.some((row) => isListed(finding, row)));
    assert.deepEqual([...new Set(unlisted.map(text))], []);
  }

  public assertAllOccurred(): void {
    assert.deepEqual(this.rows.filter((row) => !this.occurred.has(row)).map(text), []);
    assert.deepEqual(this.rows.filter(({ reason }) => reason.length < 40).map(text), []);
  }
}

const text = ({ rule, where }: Finding): string => `${rule} at ${where}`;

async function main(tally: Tally): Promise<void> {
  const environment = await python('validators');
  const folder = mkdtempSync(join(tmpdir(), 'rotatable-namespace-validators-'));
  const listed = new Listed();
  try {
    const templates = join(folder, 'templates');
    mkdirSync(templates);
    for (const example of examples()) {
      const outdir = join(folder, example);
      await tally.test(`cdk-nag, four packs: ${example}`, () => {
        const findings = nag(example, outdir);
        listed.assertAllListed(findings);
        assert.ok(findings.length > 0, 'cdk-nag finds something in every example, which proves that it runs');
      });
      for (const file of readdirSync(outdir).filter((name) => name.endsWith('.template.json'))) {
        copyFileSync(join(outdir, file), join(templates, `${example}.${file}`));
      }
    }
    const files = readdirSync(templates).map((name) => join(templates, name));
    await tally.test('AWS Security Hub, RedshiftServerless.4 to .7: the defaults meet them in every example', () => {
      for (const file of files) { assertSecurityHubControls(file); }
    });
    await tally.test(`cfn-lint: ${files.length} templates`, async () => {
      listed.assertAllListed(await cfnLint(environment, files));
    });
    await tally.test(`checkov: ${files.length} templates`, async () => {
      listed.assertAllListed(await checkov(environment, templates));
    });

    const copy = await besideNewestCdk();
    for (const example of examples()) {
      await tally.test(`the CDK's own validation: ${example}`, async () => {
        const program = join('examples', example, 'app.ts');
        listed.assertAllListed(await cdkValidation(copy, program, join(folder, `newest-${example}`)));
      });
    }
    await tally.test('cfn-lint and the CDK reject a bad template', async () => {
      writeFileSync(join(copy, 'bad.ts'), BAD_APP);
      const outdir = join(folder, 'bad');
      assert.ok((await cdkValidation(copy, 'bad.ts', outdir)).some(({ rule }) => rule === 'F3017'));
      assert.ok((await cfnLint(environment, [join(outdir, 'Bad.template.json')])).length > 0);
    });
    await tally.test('every listed finding occurs, and has a reason', () => { listed.assertAllOccurred(); });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void new Tally().main('validators', main);
