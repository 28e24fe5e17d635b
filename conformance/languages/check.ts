import * as path from 'node:path';
import { App, ContextProvider, Stack } from 'aws-cdk-lib';
import { parseRefusals, type Language, type PreparedApp, type Refusal } from './language';
import { assertReadme } from './readme';
import { assertSameTemplate, readTemplate, type Json } from './template';
import type { Report } from '../package/report';

const STACK = 'Warehouse';
const OPERATIONS = 'Operations';
/** The date that the example of operations is for. */
const AS_OF = { 'cdk-redshift-rotatable-namespace:asOf': '2027-01-10' };
const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** What the example and the attempts of TypeScript result in. The other languages must result in the same. */
interface Reference {
  readonly template: Json;
  readonly operations: Json | undefined;
  readonly refusals: readonly Refusal[];
}

/** @returns the results of the language; undefined if one is missing */
export async function checkLanguage(
  report: Report, language: Language, parent: string, reference?: Reference,
): Promise<Reference | undefined> {
  const { name } = language;
  const missing = language.missing();
  if (missing !== undefined) {
    skip(report, language, missing);
    return undefined;
  }
  // MSBuild and NuGet may take a '#' in a path for something else.
  const folder = path.join(parent, name.toLowerCase().replace('#', 'sharp'));
  const app = await report.check(name, 'the package installs, and the example compiles', async () =>
    language.prepare(folder));
  if (app === undefined) { return undefined; }

  await report.check(name, `the README is in ${name}`, async () =>
    assertReadme(name, await app.readme(), language.readmeCode));
  const title = reference ? 'the template is that of TypeScript' : 'the example synthesizes';
  const template = await report.check(name, title, async () => {
    const made = await synthesize(app, `${folder}.out`);
    if (reference) { assertSameTemplate(made, reference.template); }
    return made;
  });
  const operations = await checkOperations(report, name, app, parent, reference);
  const refusals = await report.check(name, 'the attempts at invalid input run', async () =>
    parseRefusals(await app.attempt({ CDK_CONTEXT_JSON: liveCustomerManagedKey() })));
  for (const expected of reference?.refusals ?? refusals ?? []) {
    await report.check(name, `refused with ${language.exception}: ${expected.attempt}`, () => {
      assertRefused(language, refusals ?? [], expected);
    });
  }
  return template === undefined || refusals === undefined ? undefined : { template, operations, refusals };
}

/** @returns the template of the example of operations; undefined where the language does not have it */
async function checkOperations(
  report: Report, name: string, app: PreparedApp, parent: string, reference: Reference | undefined,
): Promise<Json | undefined> {
  if (app.synthesizeOperations === undefined) { return undefined; }
  const title = reference ? 'the template of operations is that of TypeScript' : 'operations synthesize';
  return report.check(name, title, async () => {
    const assembly = path.join(parent, `${name.toLowerCase()}-operations.out`);
    await app.synthesizeOperations!({ CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(AS_OF) });
    const made = readTemplate(assembly, OPERATIONS);
    if (reference) { assertSameTemplate(made, reference.operations ?? 'no template of TypeScript'); }
    return made;
  });
}

const NEEDS_THE_LANGUAGE = 'installation, template and refusals';

/** On CI, a language that is not checked would not be noticed. */
function skip(report: Report, { name, mayBeMissing }: Language, missing: string): void {
  if (process.env.CI === 'true' && mayBeMissing !== true) {
    report.fail(name, NEEDS_THE_LANGUAGE, `${missing} (with CI=true it may not be skipped)`);
  } else {
    report.skip(name, NEEDS_THE_LANGUAGE, missing);
  }
}

async function synthesize(app: PreparedApp, assembly: string): Promise<Json> {
  await app.synthesize({ CDK_OUTDIR: assembly });
  return readTemplate(assembly, STACK);
}

/** What the CDK CLI finds out about the live namespace, as cdk.context.json keeps it. */
function liveCustomerManagedKey(): string {
  const { key } = ContextProvider.getKey(new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } }), {
    provider: 'cc-api-provider',
    props: {
      typeName: 'AWS::RedshiftServerless::Namespace',
      exactIdentifier: 'warehouse',
      propertiesToReturn: ['Namespace'],
    },
  });
  const kmsKeyId = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k-1`;
  return JSON.stringify({ [key]: [{ Namespace: { NamespaceId: 'n-1', KmsKeyId: kmsKeyId } }] });
}

function assertRefused({ name, exception }: Language, refusals: readonly Refusal[], expected: Refusal): void {
  const refusal = refusals.find(({ attempt }) => attempt === expected.attempt);
  if (refusal === undefined) {
    throw new Error(`'${expected.attempt}' must be refused, got: no exception of ${name}'s type ${exception}`);
  }
  if (refusal.type !== exception) {
    throw new Error(`the exception must be of the type ${exception}, got: ${refusal.type}`);
  }
  // Without "Error: ", which the languages put at different places.
  const message = expected.message.replace(/^\w+: /, '');
  if (!refusal.message.includes(message)) {
    throw new Error(`the message must hold that of TypeScript:\n    ${message}\n  got:\n    ${refusal.message}`);
  }
}
