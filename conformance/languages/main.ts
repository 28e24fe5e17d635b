/**
 * Installs the packages from dist/ as a user does, in every language, and compares what they do with TypeScript.
 *
 * Run `npm run package:all` first. Arguments: the languages to check, beside TypeScript. Without one, all are checked.
 */
import { checkLanguage } from './check';
import { checkGeneratedCSharp, CSharp } from './csharp';
import { Go } from './go';
import { Java } from './java';
import { Python } from './python';
import { TypeScript } from './typescript';
import { npmPackage, temporaryFolder } from '../package/artifacts';
import { Report } from '../package/report';

async function main(names: readonly string[]): Promise<void> {
  npmPackage(); // throws at once if there is no package, or a stale one
  const report = new Report('Every language, from the packages in dist/');
  const folder = temporaryFolder('languages');
  const isWanted = (name: string) => names.length === 0 || names.includes(name);
  try {
    const reference = await checkLanguage(report, new TypeScript(), folder);
    if (reference === undefined) { return; }
    if (isWanted('C#')) { await checkGeneratedCSharp(report); }
    const checks = [new Java(), new Go(), new Python(), new CSharp()]
      .filter(({ name }) => isWanted(name))
      .map((language) => async () => { await checkLanguage(report, language, folder, reference); });
    await runTwoAtATime(checks);
  } finally {
    report.close();
  }
}

/** Half of the work is waiting for downloads. */
async function runTwoAtATime(checks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = checks.values();
  await Promise.all([1, 2].map(async () => {
    for (const check of queue) { await check(); }
  }));
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`test:languages: ${error.message}`);
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
});
