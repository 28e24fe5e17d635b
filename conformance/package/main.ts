/**
 * Checks the contents of the npm package, installs it next to the newest CDK, and synthesizes and rehearses the
 * README's example.
 *
 * Run `npm run package:all` first.
 */
import { npmPackage, temporaryFolder } from './artifacts';
import { assertComplete, assertNothingElse, assertSizes, LIMITS } from './contents';
import { Report } from './report';
import { assertNoBundler, install, rehearse, synthesize } from './user';

async function main(): Promise<void> {
  const tarball = npmPackage();
  const report = new Report('The npm package');
  try {
    await report.check('contents', 'holds what a user needs', () => { assertComplete(tarball); });
    await report.check('contents', 'holds no tests, sources or documents of the project', () => {
      assertNothingElse(tarball);
    });
    await report.check('contents', `at most ${LIMITS}`, () => { assertSizes(tarball); });

    const folder = temporaryFolder('package');
    const versions = await report.check('user', 'it installs next to the newest CDK', async () =>
      install(folder, tarball));
    if (versions === undefined) { return; }
    await report.check('user', 'no bundler comes with it', () => { assertNoBundler(folder); });
    await report.check('user', `the README's example synthesizes (${versions})`, async () => synthesize(folder));
    await report.check('user', 'rehearse plays it', async () => rehearse(folder));
  } finally {
    report.close();
  }
}

main().catch((error: Error) => {
  console.error(`test:package: ${error.message}`);
  process.exitCode = 1;
});
