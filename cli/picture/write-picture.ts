import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import type { Timeline } from './timeline';
import { renderTimeline } from './timeline-svg';
import { UsageError } from '../terminal/usage-error';

/** Makes the folder of a picture, and fails before the work if the picture cannot be written. */
export function preparePicture(given: string): string {
  const path = resolve(given);
  if (!['.svg', '.png'].includes(extname(path).toLowerCase())) {
    throw new UsageError(`--out must end with .svg or .png, got: ${JSON.stringify(given)}; name such a file`);
  }
  try {
    // Node.js tries for ever to make a folder in a file system that pretends to have none.
    if (path.startsWith('/proc/')) { throw new Error('/proc holds no files'); }
    mkdirSync(dirname(path), { recursive: true });
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) { throw new Error('it is a folder'); }
    writeFileSync(path, '');
  } catch (error) {
    throw new UsageError(`--out cannot be written, got: ${JSON.stringify(given)} (${(error as Error).message}); name `
      + 'another file');
  }
  return path;
}

/** Writes a timeline as SVG, or as PNG. */
export async function writePicture(path: string, timeline: Timeline): Promise<void> {
  const svg = renderTimeline(timeline);
  writeFileSync(path, extname(path).toLowerCase() === '.png' ? await png(svg) : svg);
}

/** The package that draws is a binary for each platform, so it is loaded on demand. */
async function png(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js').catch(() => {
    throw new UsageError('a .png needs the package @resvg/resvg-js, got: it is not installed; run npm install '
      + '@resvg/resvg-js, or give --out a name that ends with .svg');
  });
  return new Resvg(svg, { fitTo: { mode: 'width', value: 1600 } }).render().asPng();
}
