import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, type Json } from './host';

/** The input of a deployment. */
export interface StackSource {
  readonly stackName: string;
  readonly template: Json;
  /** the folder of a synthesized asset */
  readonly assetFolder: (s3Key: string) => string;
  /** the template of a nested stack, by its TemplateURL; undefined where there is none */
  readonly nestedTemplate?: (url: string) => Json | undefined;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A stack of a CDK cloud assembly, by its name or its artifact id. */
export function stackSource(assemblyDirectory: string, stackName: string): StackSource {
  const artifacts = record(readJson(join(assemblyDirectory, 'manifest.json')), 'artifacts');
  const stacks = Object.entries(artifacts).filter(
    ([, artifact]) => isRecord(artifact) && artifact.type === 'aws:cloudformation:stack',
  );
  const found = stacks.find(
    ([id, artifact]) => id === stackName || record(artifact, 'properties').stackName === stackName,
  );
  if (!found) {
    throw new Error(
      `no stack ${stackName} in ${assemblyDirectory}; there are: ${stacks.map(([id]) => id).join(', ') || 'none'}`,
    );
  }
  const [id, artifact] = found;
  const properties = record(artifact, 'properties');
  const assets = readJson(join(assemblyDirectory, `${id}.assets.json`));
  const folders = new Map<string, string>();
  for (const file of Object.values(record(assets, 'files'))) {
    const path = record(file, 'source').path;
    for (const destination of Object.values(record(file, 'destinations'))) {
      if (isRecord(destination)) { folders.set(String(destination.objectKey), join(assemblyDirectory, String(path))); }
    }
  }
  return {
    stackName: typeof properties.stackName === 'string' ? properties.stackName : id,
    template: readJson(join(assemblyDirectory, String(properties.templateFile))),
    assetFolder: (s3Key) => {
      const folder = folders.get(s3Key);
      if (folder === undefined) { throw new Error(`no asset ${s3Key} in ${assemblyDirectory}`); }
      return folder;
    },
  };
}

function readJson(path: string): Json {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(value)) { throw new Error(`${path} is not a JSON object`); }
  return value;
}

function record(value: unknown, key: string): Record<string, unknown> {
  const inner = isRecord(value) ? value[key] : undefined;
  return isRecord(inner) ? inner : {};
}
