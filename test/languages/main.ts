/**
 * Installs the packages that were just made as a user would, in every language, and compares what they do.
 *
 * `npm run package:all` comes first. Arguments: names of languages, to check only these (TypeScript always).
 */
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { App, ContextProvider, Stack } from 'aws-cdk-lib';
import { checkCSharp } from './csharp';
import { Go } from './go';
import { Java } from './java';
import { parseRefusals, type Language, type Refusal } from './language';
import { Python } from './python';
import { assertSameTemplate, readTemplate, type Json } from './template';
import { TypeScript } from './typescript';
import { npmPackage, temporaryFolder } from '../package/artifacts';
import { Report } from '../package/report';

const STACK = 'Warehouse';
const CONTEXT = JSON.stringify({ keyGeneration: '2' });

interface Reference {
  readonly template: Json;
  readonly refusals: readonly Refusal[];
}

async function main(only: readonly string[]): Promise<void> {
  npmPackage(); // fails first, and tells what to do, if there is no package, or an old one
  const report = new Report('Every language, from the packages in dist/');
  const folder = temporaryFolder('languages');
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  try {
    const reference = await check(report, new TypeScript(), folder);
    if (reference === undefined) { return; }
    // Two at a time: half of the work is waiting for downloads.
    const work = [new Java(), new Go(), new Python()].filter(({ name }) => isWanted(name))
      .map((language) => async () => { await check(report, language, folder, reference); });
    if (isWanted('C#')) {
      work.push(async () => {
        mkdirSync(path.join(folder, 'csharp'));
        await checkCSharp(report, path.join(folder, 'csharp'));
      });
    }
    await Promise.all([1, 2].map(async () => {
      for (let next = work.shift(); next !== undefined; next = work.shift()) { await next(); }
    }));
  } finally {
    report.close();
  }
}

/** @returns what the language has made; undefined if something is missing */
async function check(report: Report, language: Language, parent: string, reference?: Reference): Promise<Reference | undefined> {
  const { name } = language;
  const missing = language.missing();
  if (missing !== undefined) {
    // Nobody would notice on CI that a language is no longer checked.
    if (process.env.CI === 'true') { report.fail(name, 'everything', `${missing} (with CI=true nothing may be skipped)`); } else { report.skip(name, 'everything', missing); }
    return undefined;
  }
  const folder = path.join(parent, name.toLowerCase());
  const app = await report.check(name, 'the package installs, and the example compiles', async () => language.prepare(folder));
  if (app === undefined) { return undefined; }

  const template = await report.check(name, reference ? 'the template is that of TypeScript' : 'the example synthesises', async () => {
    const assembly = path.join(parent, `${name.toLowerCase()}.out`);
    await app.synthesise({ CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: CONTEXT });
    const made = readTemplate(assembly, STACK);
    if (reference) { assertSameTemplate(made, reference.template); }
    return made;
  });
  const refusals = await report.check(name, 'the attempts at wrong input run', async () =>
    parseRefusals(await app.attempt({ CDK_CONTEXT_JSON: liveCustomerManagedKey() })));
  for (const expected of reference?.refusals ?? refusals ?? []) {
    await report.check(name, `refused with ${language.exception}: ${expected.attempt}`, () => { assertRefused(language, refusals ?? [], expected); });
  }
  return template === undefined || refusals === undefined ? undefined : { template, refusals };
}

/** What the CDK CLI has found out about the live namespace, as it stands in cdk.context.json. */
function liveCustomerManagedKey(): string {
  const [account, region] = ['111122223333', 'eu-west-1'];
  const { key } = ContextProvider.getKey(new Stack(new App(), 'Stack', { env: { account, region } }), {
    provider: 'cc-api-provider',
    props: { typeName: 'AWS::RedshiftServerless::Namespace', exactIdentifier: 'warehouse', propertiesToReturn: ['Namespace'] },
  });
  return JSON.stringify({ [key]: [{ Namespace: { NamespaceId: 'n-1', KmsKeyId: `arn:aws:kms:${region}:${account}:key/k-1` } }] });
}

function assertRefused(language: Language, refusals: readonly Refusal[], expected: Refusal): void {
  const refusal = refusals.find(({ attempt }) => attempt === expected.attempt);
  if (refusal === undefined) { throw new Error(`'${expected.attempt}' must be refused, got: no exception of ${language.name}'s type ${language.exception}`); }
  if (refusal.type !== language.exception) { throw new Error(`the exception must be of the type ${language.exception}, got: ${refusal.type}`); }
  // Without "Error: ", which other languages put elsewhere.
  const message = expected.message.replace(/^\w+: /, '');
  if (!refusal.message.includes(message)) {
    throw new Error(`the message must hold that of TypeScript:\n    ${message}\n  got:\n    ${refusal.message}`);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`test:languages: ${error.message}`);
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
});
