import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v from 'valibot';

const ROOT = path.join(__dirname, '..', '..');

const DOCS = v.optional(v.object({ summary: v.optional(v.string()), default: v.optional(v.string()) }), {});
const TYPE = v.record(v.string(), v.unknown());
const LOCATION = v.object({ filename: v.string() });
const PARAMETER = v.object({ name: v.string(), type: TYPE });
const MEMBER = v.object({
  name: v.string(),
  docs: DOCS,
  optional: v.optional(v.boolean(), false),
  static: v.optional(v.boolean(), false),
  overrides: v.optional(v.string()),
});
const PROPERTY = v.object({ ...MEMBER.entries, type: TYPE });
const METHOD = v.object({
  ...MEMBER.entries,
  parameters: v.optional(v.array(PARAMETER), []),
  returns: v.optional(v.object({ type: TYPE })),
});
const DECLARED = v.object({
  name: v.string(),
  fqn: v.string(),
  kind: v.picklist(['class', 'interface', 'enum']),
  datatype: v.optional(v.boolean(), false),
  abstract: v.optional(v.boolean(), false),
  docs: DOCS,
  base: v.optional(v.string()),
  locationInModule: LOCATION,
  properties: v.optional(v.array(PROPERTY), []),
  methods: v.optional(v.array(METHOD), []),
  initializer: v.optional(v.object({ parameters: v.optional(v.array(PARAMETER), []) })),
  members: v.optional(v.array(v.object({ name: v.string(), docs: DOCS })), []),
});
const ASSEMBLY = v.object({ name: v.string(), types: v.record(v.string(), DECLARED) });

export type Property = v.InferOutput<typeof PROPERTY>;
export type Declared = v.InferOutput<typeof DECLARED>;
export type Assembly = v.InferOutput<typeof ASSEMBLY>;

/** The public API, as jsii describes it. Compiled in a temporary folder if the description is older than src. */
export function readAssembly(): Assembly {
  const here = path.join(ROOT, '.jsii');
  if (existsSync(here) && statSync(here).mtimeMs >= newestSource()) { return parse(here); }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rotatable-namespace-api-'));
  try {
    for (const part of ['src', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE']) {
      cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const jsii = path.join(ROOT, 'node_modules', 'jsii', 'bin', 'jsii');
    const command = [jsii, '--silence-warnings=reserved-word'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) { throw new Error(`the library must compile with jsii, got: ${stdout}${stderr}`); }
    return parse(path.join(folder, '.jsii'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every fqn that a type names, whole or inside a collection. */
export function namesIn(type: unknown): string[] {
  if (typeof type !== 'object' || type === null) { return []; }
  return Object.entries(type).flatMap(([key, value]) =>
    key === 'fqn' && typeof value === 'string' ? [value] : namesIn(value));
}

/** Whether a type is, or holds, a union or `any`. */
export function isVague(type: unknown): boolean {
  if (typeof type !== 'object' || type === null) { return false; }
  return Object.entries(type).some(([key, value]) => key === 'union' || key === 'intersection'
    || (key === 'primitive' && (value === 'any' || value === 'json')) || isVague(value));
}

function newestSource(): number {
  const folder = path.join(ROOT, 'src');
  return Math.max(...readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('handler'))
    .map((file) => statSync(path.join(folder, file)).mtimeMs));
}

const parse = (file: string): Assembly => v.parse(ASSEMBLY, JSON.parse(readFileSync(file, 'utf8')));
