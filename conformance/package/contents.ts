import { readFileSync } from 'node:fs';
import { packedFiles } from './artifacts';

const BUNDLE = 'assets/handler/lambda/index.js';
/** The command line program, with everything that it needs. */
const PROGRAM = ['bin/cdk-redshift-rotatable-namespace.js', 'bin/state-machine-interpreter.js'];
const REQUIRED = [
  'package.json', '.jsii', 'README.md', 'LICENSE', 'lib/index.js', 'lib/index.d.ts', 'lib/contract.js', BUNDLE,
  ...PROGRAM,
];
/** Files of the root folder that may be in the package. */
const ALLOWED = [...REQUIRED, 'API.md'];
/** The compiled construct side. The function is shipped as a bundle, so lib/handler is not. */
const LIBRARY = /^lib\/(?!handler\/).*\.(js|d\.ts)$/;

/** The program takes 370 KiB of it. */
const MAX_KIBIBYTES = 960;
const MAX_BUNDLE_KIBIBYTES = 640;
export const LIMITS = `${MAX_KIBIBYTES} KiB to download, ${MAX_BUNDLE_KIBIBYTES} KiB of Lambda`;

/** @throws if the package lacks a file that a user needs */
export function assertComplete(tarball: string): void {
  const files = packedFiles(tarball);
  const missing = REQUIRED.filter((file) => !files.has(file));
  if (missing.length > 0) {
    throw new Error(`the package must hold ${REQUIRED.join(', ')}, got: none of ${missing.join(', ')}; `
      + "see projenrc/folders.ts, and run 'npm run package:all'");
  }
}

/** @throws if the package holds a file that only developers of the library need */
export function assertNothingElse(tarball: string): void {
  const unwanted = [...packedFiles(tarball).keys()].filter((file) => !ALLOWED.includes(file) && !LIBRARY.test(file));
  if (unwanted.length > 0) {
    throw new Error(`the package must hold nothing that only a developer needs, got: ${unwanted.join(', ')}; `
      + 'add it to NOT_IN_THE_PACKAGE in projenrc/folders.ts');
  }
}

/** @throws if the package or the bundle is too large, or the bundle is empty */
export function assertSizes(tarball: string): void {
  const kibibytes = (bytes: number) => Math.ceil(bytes / 1024);
  const packed = kibibytes(readFileSync(tarball).length);
  const bundle = kibibytes(packedFiles(tarball).get(BUNDLE) ?? 0);
  if (packed > MAX_KIBIBYTES || bundle > MAX_BUNDLE_KIBIBYTES || bundle === 0) {
    throw new Error(`the package must be at most ${LIMITS}, got: ${packed} KiB to download, ${bundle} KiB of Lambda; `
      + 'check what was bundled, or raise the limits in conformance/package/contents.ts');
  }
}
