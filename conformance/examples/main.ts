/**
 * Copies every example into an empty folder, makes it take the package from dist/, and runs the commands of its README
 * up to the first that needs an AWS account.
 *
 * Run `npm run package:all` first. Arguments: the examples to run. Without one, all are run.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { copyExample, ECOSYSTEMS, type Ecosystem } from './ecosystems';
import { commandsUpToSynth } from './readme-commands';
import { npmPackage, temporaryFolder, ROOT } from '../package/artifacts';
import { DOTNET_ENV } from '../package/nuget';
import { Report } from '../package/report';
import { run } from '../package/shell';

const EXAMPLES = path.join(ROOT, 'examples');
/** Languages without which CI accepts a machine: few have a .NET SDK. */
const MAY_BE_MISSING = ['C#'];

async function main(names: readonly string[]): Promise<void> {
  npmPackage(); // throws at once if there is no package, or a stale one
  const report = new Report('Every example, from a copy');
  const folder = temporaryFolder('examples');
  const examples = readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .filter((name) => names.length === 0 || names.includes(name));
  const unknown = names.filter((name) => !examples.includes(name));
  try {
    for (const name of unknown) { report.fail(name, 'is an example', `there is no folder examples/${name}`); }
    // Half of the work is waiting for downloads.
    const queue = examples.values();
    await Promise.all([1, 2].map(async () => {
      for (const name of queue) { await checkExample(report, name, path.join(folder, name)); }
    }));
  } finally {
    report.close();
  }
}

async function checkExample(report: Report, name: string, parent: string): Promise<void> {
  const ecosystem = await report.check(name, 'has the manifest of one language', () => ecosystemOf(name));
  if (ecosystem === undefined) { return; }
  const missing = ecosystem.missing();
  if (missing !== undefined) {
    const mayBeMissing = process.env.CI !== 'true' || MAY_BE_MISSING.includes(ecosystem.language);
    report[mayBeMissing ? 'skip' : 'fail'](name, `its README runs (${ecosystem.language})`, missing);
    return;
  }
  mkdirSync(parent);
  await report.check(name, `its README runs (${ecosystem.language})`, async () => {
    const copy = path.join(parent, name);
    copyExample(path.join(EXAMPLES, name), copy);
    const commands = commandsUpToSynth(readFileSync(path.join(copy, 'README.md'), 'utf8'));
    await ecosystem.useMadePackage(copy);
    await runAsUser(commands, copy, parent);
    assertSynthesized(copy);
    // An installed CDK is large, and there are many examples.
    rmSync(parent, { recursive: true });
  });
}

/** @throws if the folder is an app of no language, or of several */
function ecosystemOf(name: string): Ecosystem {
  const found = ECOSYSTEMS.filter(({ has }) => has(path.join(EXAMPLES, name)));
  const [ecosystem, ...others] = found;
  if (ecosystem === undefined || others.length > 0) {
    const given = found.map(({ language }) => language).join(' and ') || 'none';
    throw new Error(`examples/${name} must hold the manifest of one language (package.json, requirements.txt, pom.xml, `
      + `go.mod or *.csproj), got: ${given}; an example is a complete app that a user can copy`);
  }
  return ecosystem;
}

/** Runs the lines in one shell, as a user would type them. The first that fails ends it. */
async function runAsUser(commands: readonly string[], folder: string, home: string): Promise<void> {
  await run({
    command: 'bash',
    args: ['-e', '-x', '-o', 'pipefail', '-c', commands.join('\n')],
    cwd: folder,
    timeoutSeconds: 1800,
    env: {
      ...DOTNET_ENV,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      CDK_HOME: path.join(home, 'cdk-home'),
      CDK_NOTICES: 'false',
      // npx asks before it installs the CDK CLI.
      npm_config_yes: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      // To compile the whole CDK takes longer than everything else. pip reads 0 as --no-compile.
      PIP_NO_COMPILE: '0',
    },
  });
}

/** @throws if the assembly holds no template with a namespace */
function assertSynthesized(folder: string): void {
  const assembly = path.join(folder, 'cdk.out');
  const templates = existsSync(assembly)
    ? readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json'))
    : [];
  const hasNamespace = templates.some((file) =>
    readFileSync(path.join(assembly, file), 'utf8').includes('AWS::RedshiftServerless::Namespace'));
  if (!hasNamespace) {
    throw new Error(`cdk.out must hold a template with a namespace, got: ${templates.join(', ') || 'no template'}`);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`test:examples: ${error.message}`);
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
});
