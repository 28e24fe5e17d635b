import type * as resvg from '@resvg/resvg-js';
import { UsageError } from '../../terminal/usage-error';

const PACKAGE = '@resvg/resvg-js';
const WIDTH = 2560;

/** Renders a picture with @resvg/resvg-js, which a user installs beside this package where PNG files are wanted. */
export function renderPng(svg: string): Uint8Array {
  const { Resvg } = load();
  return new Resvg(svg, { fitTo: { mode: 'width', value: WIDTH }, font: { loadSystemFonts: true } }).render().asPng();
}

function load(): typeof resvg {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional at run time
    return require(require.resolve(PACKAGE, { paths: [process.cwd(), __dirname] })) as typeof resvg;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UsageError(`--png needs the package ${PACKAGE}: npm install --save-dev ${PACKAGE} (${reason})`);
  }
}
