/**
 * Draws which folder imports which: docs/dependencies.svg. With --check, fails if the drawing is out of date.
 *
 * dependency-cruiser reads the imports, Graphviz arranges them. Tests are left out: they import what they test.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import * as v from 'valibot';
import { DEVELOPMENT } from './folders';

const ROOT = path.join(__dirname, '..');
const DRAWING = path.join(ROOT, 'docs', 'dependencies.svg');

/** The frames of the drawing. A folder in a frame is a node, and so is a frame's own code. */
interface Frame {
  readonly folder: string;
  readonly title: string;
  readonly fill: string;
  /** The label of the code that is directly in the folder. */
  readonly own: string;
  readonly nodes: Readonly<Record<string, string>>;
  readonly frames?: readonly Frame[];
}

const LIBRARY: Frame = {
  folder: 'src',
  title: 'src: the library, which is shipped',
  fill: '#ffffff',
  own: 'src/*.ts\npublic constructs and settings',
  nodes: { 'src/contract.ts': 'contract.ts\nwhat both sides agree on' },
  frames: [
    {
      folder: 'src/private',
      title: 'src/private: the construct side, at synth',
      fill: '#f0f4f8',
      own: 'private/*.ts\nvalues of a template',
      nodes: {
        'src/private/checks': 'checks\nthe finished template',
        'src/private/provider': 'provider\nfunction, waiter, windows',
        'src/private/validation': 'validation\nsettings',
        'src/private/diagnostics': 'diagnostics\nmessages',
      },
    },
    {
      folder: 'src/handler',
      title: 'src/handler: the Lambda function',
      fill: '#fff3c4',
      own: 'handler/*.ts\nevents and steps',
      nodes: {
        'src/handler/lambda.ts': 'lambda.ts\nentry point',
        'src/handler/ports.ts': 'ports.ts\nthe world outside',
        'src/handler/reconcile': 'reconcile\npure decisions',
        'src/handler/aws': 'aws\nadapters of the AWS SDK',
      },
    },
  ],
};

const PROGRAMS: Readonly<Record<string, string>> = {
  cli: 'cli\nnpm start',
  bench: 'bench\nbenchmarks',
  reliability: 'reliability\nrandom scenarios',
  conformance: 'conformance\nparts that others wrote',
  simulator: 'simulator\na local AWS',
  examples: 'examples\nwhat a user writes',
};

const CRUISE_RESULT = v.object({
  modules: v.array(v.object({
    source: v.string(),
    dependencies: v.array(v.object({ resolved: v.string(), dependencyTypes: v.array(v.string()) })),
  })),
});
type Modules = v.InferOutput<typeof CRUISE_RESULT>['modules'];

function readModules(): Modules {
  const folders = ['src', ...DEVELOPMENT.filter((folder) => folder !== 'test')];
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const json = execFileSync(path.join(ROOT, 'node_modules', '.bin', 'depcruise'), args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 100 * 1024 * 1024,
  });
  return v.parse(CRUISE_RESULT, JSON.parse(json)).modules;
}

const labelsOf = (frame: Frame): Record<string, string> => Object.assign(
  { [frame.folder]: frame.own, ...frame.nodes },
  ...(frame.frames ?? []).map(labelsOf),
);
const LABELS = { ...PROGRAMS, ...labelsOf(LIBRARY) };

/** The node that a file belongs to: the longest path that it lies in. */
const nodeOf = (file: string): string | undefined => Object.keys(LABELS)
  .filter((node) => file === node || file.startsWith(`${node}/`))
  .sort((one, other) => other.length - one.length)[0];

/** From one node to another one; a program uses the library as a whole. */
function edge(from: string, to: string): string {
  const wholeLibrary = from in PROGRAMS && to.startsWith(LIBRARY.folder);
  return wholeLibrary ? `"${from}" -> "src" [lhead="cluster_src"` : `"${from}" -> "${to}" [`;
}

/** Solid where code is imported, dashed where only types are. */
function edges(modules: Modules): string[] {
  const imports = modules
    .filter(({ source }) => !source.endsWith('.test.ts'))
    .flatMap(({ source, dependencies }) => dependencies.map(({ resolved, dependencyTypes }) => ({
      from: nodeOf(source),
      to: nodeOf(resolved),
      code: !dependencyTypes.includes('type-only'),
    })))
    .flatMap(({ from, to, code }) => (
      from === undefined || to === undefined || from === to ? [] : [{ edge: edge(from, to), code }]
    ));
  const code = new Set(imports.filter((imported) => imported.code).map((imported) => imported.edge));
  const all = new Set(imports.map((imported) => imported.edge));
  return [...all].sort().map((drawn) => `${drawn} style=${code.has(drawn) ? 'solid' : 'dashed'}];`);
}

const box = (node: string) => `"${node}" [label=${JSON.stringify(LABELS[node])}];`;

function frameOf(frame: Frame): string {
  return [
    `subgraph "cluster_${frame.folder}" {`,
    `label="${frame.title}"; style="rounded,filled"; fillcolor="${frame.fill}"; color="#829ab1"; margin=16;`,
    ...[frame.folder, ...Object.keys(frame.nodes)].map(box),
    ...(frame.frames ?? []).map(frameOf),
    '}',
  ].join('\n');
}

const graph = (modules: Modules) => [
  'digraph {',
  'rankdir=TB; compound=true; bgcolor="#ffffff"; pad=0.3; nodesep=0.35; ranksep=0.6;',
  'fontname="Helvetica"; fontsize=14; fontcolor="#1f2933"; labeljust=l;',
  'label="An arrow points to what is imported; it is dashed where only types are. Tests are not drawn.";',
  'node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#52606d", fontname="Helvetica", fontsize=13];',
  'edge [color="#52606d", arrowsize=0.7];',
  ...Object.keys(PROGRAMS).map(box),
  frameOf(LIBRARY),
  // The programs stand above the library.
  ...['simulator', 'examples'].map((program) => `"${program}" -> "src/handler/lambda.ts" [style=invis];`),
  ...edges(modules),
  '}',
].join('\n');

async function main(): Promise<void> {
  const graphviz = await Graphviz.load();
  const drawing = graphviz.dot(graph(readModules()));
  if (!process.argv.includes('--check')) {
    writeFileSync(DRAWING, drawing);
  } else if (!existsSync(DRAWING) || readFileSync(DRAWING, 'utf8') !== drawing) {
    throw new Error("docs/dependencies.svg does not show today's imports; run 'npx projen borders:draw'");
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
