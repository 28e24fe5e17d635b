import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { CannotRehearse } from './cannot-rehearse';
import { pathInside, readJson, type Json } from './read-json';
import type { StackEnvironment, StackInput } from './stack-input';

/** A stack of a cloud assembly. */
export interface AssemblyStack {
  /** id of its artifact in the assembly */
  readonly id: string;
  readonly stackName: string;
  /** path in the app, such as `Prod/Warehouse` */
  readonly displayName: string;
  readonly environment: StackEnvironment;
  /** ids of the stacks that are deployed before it, in the same manifest */
  readonly dependencies: readonly string[];
  /** reads its template and the list of its assets */
  read(): StackInput;
}

const stringMap = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
const artifactSchema = v.looseObject({
  type: v.string(),
  environment: v.optional(v.string()),
  displayName: v.optional(v.string()),
  dependencies: v.optional(v.array(v.string()), []),
  properties: v.optional(v.looseObject({
    templateFile: v.optional(v.string()),
    stackName: v.optional(v.string()),
    directoryName: v.optional(v.string()),
    file: v.optional(v.string()),
    parameters: v.optional(stringMap, {}),
    tags: v.optional(stringMap, {}),
  }), {}),
});
const manifestSchema = v.looseObject({ artifacts: v.optional(v.record(v.string(), artifactSchema), {}) });
const assetsSchema = v.looseObject({
  files: v.optional(v.record(v.string(), v.looseObject({
    source: v.looseObject({ path: v.optional(v.string()), packaging: v.optional(v.string()) }),
    destinations: v.optional(v.record(v.string(), v.looseObject({ objectKey: v.string() })), {}),
  })), {}),
});

type Manifest = v.InferOutput<typeof manifestSchema>;
type Artifact = v.InferOutput<typeof artifactSchema>;

/** Whether a path is a synthesized app: a folder such as `cdk.out`. */
export function isAssembly(path: string): boolean {
  return existsSync(join(path, 'manifest.json'));
}

/** Every stack of an assembly, those of its stages too. */
export function readAssembly(directory: string): readonly AssemblyStack[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory() || !isAssembly(directory)) {
    throw new CannotRehearse(`${directory} is no cloud assembly: it has no manifest.json; run cdk synth first`);
  }
  return stacksIn(directory, directory, 0);
}

const DEEPEST_STAGE = 20;

function stacksIn(root: string, directory: string, depth: number): readonly AssemblyStack[] {
  if (depth > DEEPEST_STAGE) { throw new CannotRehearse(`${root} nests more than ${DEEPEST_STAGE} stages`); }
  const path = join(directory, 'manifest.json');
  const manifest = parsed(manifestSchema, readJson(path), path);
  return Object.entries(manifest.artifacts).flatMap(([id, artifact]): readonly AssemblyStack[] => {
    const { directoryName } = artifact.properties;
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      return stacksIn(root, pathInside(root, directory, directoryName), depth + 1);
    }
    return artifact.type === 'aws:cloudformation:stack' ? [stackOf(root, directory, manifest, id, artifact)] : [];
  });
}

function stackOf(root: string, directory: string, manifest: Manifest, id: string, artifact: Artifact): AssemblyStack {
  const { stackName = id, templateFile, parameters, tags } = artifact.properties;
  const byType = (type: string) => artifact.dependencies.filter((each) => manifest.artifacts[each]?.type === type);
  return {
    id,
    stackName,
    displayName: artifact.displayName ?? id,
    environment: environmentOf(artifact.environment),
    dependencies: byType('aws:cloudformation:stack'),
    read: () => {
      if (templateFile === undefined) { throw new CannotRehearse(`stack ${id} of ${directory} names no template`); }
      const lists = byType('cdk:asset-manifest').flatMap((each) => manifest.artifacts[each].properties.file ?? []);
      return {
        stackName,
        template: readJson(pathInside(root, directory, templateFile)),
        parameters: texts(parameters),
        tags: texts(tags),
        ...assetsOf(root, lists.map((file) => pathInside(root, directory, file))),
      };
    },
  };
}

/** Folders of assets by object key, and the templates of nested stacks. */
function assetsOf(root: string, lists: readonly string[]): Pick<StackInput, 'assets' | 'nested'> {
  const assets: Record<string, string> = {};
  const nested: Record<string, Json> = {};
  for (const list of lists) {
    for (const { source, destinations } of Object.values(parsed(assetsSchema, readJson(list), list).files)) {
      if (source.path === undefined) { continue; }
      const path = pathInside(root, dirname(list), source.path);
      const keys = Object.values(destinations).map(({ objectKey }) => objectKey);
      for (const key of keys) {
        assets[key] = path;
        if (/\.nested\.template\.json$/.test(path)) { nested[key] = readJson(path); }
      }
    }
  }
  return { assets, nested };
}

/** Such as `aws://111122223333/eu-west-1`, or with unknown parts. */
function environmentOf(text: string | undefined): StackEnvironment {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(text ?? '') ?? [];
  return {
    ...(account !== undefined && /^\d{12}$/.test(account) && { account }),
    ...(region !== undefined && region !== 'unknown-region' && { region }),
  };
}

function parsed<T extends v.GenericSchema>(schema: T, value: Json, path: string): v.InferOutput<T> {
  const result = v.safeParse(schema, value);
  if (result.success) { return result.output; }
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  throw new CannotRehearse(`${path} is not as the CDK writes it${where ? ` at ${where}` : ''}: ${issue.message}`);
}

const texts = (given: Readonly<Record<string, string | number | boolean>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));

