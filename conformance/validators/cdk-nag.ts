import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { CONTEXT, ROOT } from './examples';
import { belowStack, type Finding } from './findings';

const PACKS = [AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks];

/** Synthesizes an example in this process, and validates its construct tree with every pack. */
export function nag(example: string, outdir: string): Finding[] {
  const app = appOf(example, outdir);
  const violations = PACKS.flatMap((Pack) => new Pack(app).validateScope(app).violations);
  return violations.flatMap(({ ruleName: rule, violatingResources }) => violatingResources.map((resource) => {
    const path = 'constructPath' in resource ? String(resource.constructPath) : '';
    return { rule, where: belowStack(path) };
  }));
}

/** A program does not export its app, so the app is captured when it synthesizes. */
function appOf(example: string, outdir: string): App {
  const captured: App[] = [];
  const original = App.prototype.synth;
  App.prototype.synth = function capturingSynth(this: App, ...args: Parameters<App['synth']>) {
    captured.push(this);
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
  const [app] = captured;
  if (!app) { throw new Error(`examples/${example}/app.ts must call synth(), got: no call`); }
  return app;
}
