import { existsSync, statSync } from 'node:fs';
import { isAssembly, readAssembly, type AssemblyStack } from './assembly';
import { CannotRehearse, type NotModelled } from './cannot-rehearse';
import { checkFunctions } from './check-functions';
import { readDeployed } from './deployed-template';
import { replaceDynamicReferences, type Note } from './dynamic-references';
import { notModelledIn } from './not-modelled';
import type { Plan } from './plan';
import { isRecord, readText } from './read-json';
import type { RehearseOptions } from './rehearse-options';
import { dependenciesOf, selectStack } from './select-stack';
import { templatesOf, type StackEnvironment, type StackInput } from './stack-input';
import { parseTemplate } from './template-text';
import { assumedKeyArn } from '../../../simulator/cloudformation';
import { UsageError } from '../../terminal/usage-error';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';

/** Where the old version of the stack comes from. */
interface Old {
  readonly before?: StackInput;
  readonly prepare: readonly StackInput[];
  readonly environment: StackEnvironment;
}

/** Reads everything that a rehearsal needs, and refuses what cannot be rehearsed. */
export async function buildPlan(options: RehearseOptions): Promise<Plan> {
  const stacks = readAssembly(options.app);
  const chosen = selectStack(stacks, options.stack, options.app);
  const fresh = withParameters(chosen.read(), options.parameters);
  const prepareAfter = dependenciesOf(stacks, chosen).map((stack) => withParameters(stack.read(), options.parameters));
  const old = await readOld(options, chosen, fresh, prepareAfter);
  // As the CDK deploys: a parameter keeps its value unless another one is given.
  const after = withParameters(fresh, { ...old.before?.parameters, ...fresh.parameters });
  const account = chosen.environment.account ?? old.environment.account ?? ACCOUNT;
  const region = chosen.environment.region ?? options.region ?? old.environment.region ?? REGION;
  checkPartition(region);
  const notes: Note[] = [];
  const clean = (stack: StackInput): StackInput => {
    const { stack: replaced, notes: found } = replaceDynamicReferences(
      stack, (reference) => assumedKeyArn({ account, region }, reference));
    notes.push(...found);
    return replaced;
  };
  const plan: Plan = {
    account,
    region,
    prepareBefore: old.prepare.map(clean),
    ...(old.before && { before: clean(old.before) }),
    prepareAfter: prepareAfter.map(clean),
    after: clean(after),
    destroyBefore: options.afterDestroy,
    dataSize: options.size.bytes,
    existing: options.existing,
    notes,
  };
  throwIfNotModelled(plan);
  throwIfValueless(plan);
  return checkFunctions(plan);
}

async function readOld(
  options: RehearseOptions, chosen: AssemblyStack, after: StackInput, prepare: readonly StackInput[],
): Promise<Old> {
  const { from } = options;
  const { stackName } = after;
  if (from === undefined) {
    if (options.afterDestroy) { throw new UsageError('--after-destroy needs --from: the stack that is destroyed'); }
    return { prepare: [], environment: {} };
  }
  if (from === 'deployed') {
    const region = chosen.environment.region ?? options.region;
    const { template, parameters, ...environment } = await readDeployed(stackName, region);
    const before = withParameters({ ...after, template, parameters }, options.parameters);
    return { before, prepare, environment };
  }
  if (!existsSync(from)) {
    throw new UsageError(`--from ${from} does not exist; name a template, the folder of another assembly, or deployed`);
  }
  if (statSync(from).isDirectory() || isAssembly(from)) {
    const stacks = readAssembly(from);
    const old = stacks.find((each) => each.stackName === stackName) ?? selectStack(stacks, options.stack, from);
    // A stack that was given another name is another stack.
    const before = withParameters(old.read(), options.parameters);
    return {
      before,
      prepare: dependenciesOf(stacks, old).map((stack) => withParameters(stack.read(), options.parameters)),
      environment: old.environment,
    };
  }
  const template = parseTemplate(readText(from), from);
  return { before: withParameters({ ...after, template }, options.parameters), prepare, environment: {} };
}

/** The parameters that the template has. What it has not is an error where no template of the stack has it. */
function withParameters(stack: StackInput, given: Readonly<Record<string, string>>): StackInput {
  const names = Object.keys(isRecord(stack.template.Parameters) ? stack.template.Parameters : {});
  const all = { ...stack.parameters, ...given };
  return { ...stack, parameters: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) };
}

function throwIfNotModelled({ prepareBefore, before, prepareAfter, after }: Plan): void {
  const versions: readonly (readonly [string, StackInput])[] = [
    ...prepareBefore.map((stack) => [`${stack.stackName}, as it was`, stack] as const),
    ...(before ? [[`${before.stackName}, as it was`, before] as const] : []),
    ...prepareAfter.map((stack) => [stack.stackName, stack] as const),
    [after.stackName, after],
  ];
  const places = versions.flatMap(([name, stack]) => templatesOf(stack).flatMap(notModelledIn)
    .map(({ place, what }): NotModelled => ({ place: `${name}: ${place}`, what })));
  if (places.length === 0) { return; }
  const list = places.slice(0, 10).map(({ place, what }) => `${what} at ${place}`).join('; ');
  const more = places.length > 10 ? `; and ${places.length - 10} more` : '';
  throw new CannotRehearse(
    `the simulator does not model ${list}${more}; give the template as it is after macros`, places,
  );
}

/** Before CloudFormation refuses it: whoever runs this can give the value. */
function throwIfValueless({ prepareBefore, before, prepareAfter, after }: Plan): void {
  for (const stack of [...prepareBefore, ...(before ? [before] : []), ...prepareAfter, after]) {
    const definitions = isRecord(stack.template.Parameters) ? stack.template.Parameters : {};
    const missing = Object.entries(definitions).find(([name, definition]) =>
      isRecord(definition) && definition.Default === undefined && stack.parameters[name] === undefined);
    if (missing !== undefined) {
      const [name] = missing;
      throw new CannotRehearse(
        `parameter ${name} of stack ${stack.stackName} has no value; give --parameter ${name}=<value>`,
        [{ place: `/Parameters/${name}`, what: 'a parameter without a value' }],
      );
    }
  }
}

function checkPartition(region: string): void {
  if (/^(cn|us-gov|us-iso)/.test(region)) {
    throw new CannotRehearse(`the simulator does not model the partition of ${region}: it has the Regions of aws only`);
  }
}
