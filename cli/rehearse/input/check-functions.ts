import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CannotRehearse } from './cannot-rehearse';
import type { Plan } from './plan';
import { isWindow, resourcesOf, workingParts, type TemplateResource } from './product-parts';
import { isRecord, type Json } from './read-json';
import { templatesOf, type StackInput } from './stack-input';

/**
 * The code of every function that changes keys has to be in the assembly. An old version of it may be gone: then the
 * new one takes its place, which is recorded.
 */
export function checkFunctions(plan: Plan): Plan {
  for (const stack of [...plan.prepareAfter, plan.after]) { throwIfMissing(stack); }
  const code = [...plan.prepareAfter, plan.after].flatMap(codeOf).find(({ folder }) => folder !== undefined);
  const notes = [...plan.notes];
  const complete = (stack: StackInput): StackInput => {
    const missing = codeOf(stack).filter(({ folder }) => folder === undefined || !isFolder(folder));
    if (missing.length === 0) { return stack; }
    if (code?.folder === undefined) {
      throw new CannotRehearse(
        `the code of function ${missing[0].logicalId} of ${stack.stackName}, as it was, is not in the new assembly; `
          + 'give --from the folder of the old assembly',
      );
    }
    for (const { logicalId } of missing) {
      notes.push({ place: logicalId, what: 'its old code is not in the assembly; the new code runs in its place' });
    }
    const replaced = Object.fromEntries(missing.map(({ key }) => [key, code.folder]));
    return { ...stack, assets: { ...stack.assets, ...replaced } as Record<string, string> };
  };
  const prepareBefore = plan.prepareBefore.map(complete);
  const before = plan.before && complete(plan.before);
  return { ...plan, prepareBefore, ...(before && { before }), notes };
}

interface Code { readonly logicalId: string; readonly key: string; readonly folder?: string; readonly handler: string }

function codeOf(stack: StackInput): readonly Code[] {
  return templatesOf(stack).flatMap((template) => functionsOf(template).map(({ logicalId, properties }): Code => {
    const { S3Key: key } = isRecord(properties.Code) ? properties.Code : {};
    const name = typeof key === 'string' ? key : '';
    return { logicalId, key: name, handler: String(properties.Handler), folder: stack.assets[name] };
  }));
}

function functionsOf(template: Json): readonly TemplateResource[] {
  const working = workingParts(template);
  return resourcesOf(template)
    .filter(({ logicalId, type }) => type === 'AWS::Lambda::Function' && working.has(logicalId));
}

function throwIfMissing(stack: StackInput): void {
  for (const template of templatesOf(stack)) {
    if (resourcesOf(template).some(isWindow) && functionsOf(template).length === 0) {
      const [window] = resourcesOf(template).filter(isWindow);
      throw new CannotRehearse(
        `the function of ${window.logicalId} in ${stack.stackName} is not in the same template, so it cannot be run`,
        [{ place: `/Resources/${window.logicalId}/Properties/ServiceToken`, what: 'a function of another stack' }],
      );
    }
  }
  for (const { logicalId, key, folder, handler } of codeOf(stack)) {
    const where = `the code of function ${logicalId} of ${stack.stackName}`;
    if (folder === undefined) {
      throw new CannotRehearse(`${where} is no asset of the assembly (S3Key ${key || 'missing'}); synthesize it again`);
    }
    const file = `${handler.split('.')[0]}.js`;
    if (!isFolder(folder) || !existsSync(join(folder, file))) {
      throw new CannotRehearse(`${where} is not in ${folder}: there is no ${file}; synthesize it again`);
    }
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
