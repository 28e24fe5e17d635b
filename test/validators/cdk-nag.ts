import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { CONTEXT, ROOT } from './examples';
import { belowStack, type Finding } from './findings';

const PACKS = [AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks];

/** Synthesises an example in this process, and lets every pack look at its construct tree. */
export function nag(example: string, outdir: string): Finding[] {
  const app = appOf(example, outdir);
  return PACKS.flatMap((Pack) => new Pack(app).validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map((resource) => ({ rule: ruleName, where: belowStack('constructPath' in resource ? String(resource.constructPath) : '') }))));
}

/** Programs keep their app to themselves, so it is caught when it synthesises. */
function appOf(example: string, outdir: string): App {
  const caught: App[] = [];
  const original = App.prototype.synth;
  App.prototype.synth = function caughtSynth(this: App, ...args: Parameters<App['synth']>) {
    caught.push(this);
    return original.apply(this, args);
  };
  Object.assign(process.env, { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(CONTEXT) });
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(join(ROOT, 'examples', example, 'app.ts'));
  } finally {
    App.prototype.synth = original;
    delete process.env.CDK_OUTDIR;
    delete process.env.CDK_CONTEXT_JSON;
  }
  const [app] = caught;
  if (!app) { throw new Error(`examples/${example}/app.ts has not called synth()`); }
  return app;
}
