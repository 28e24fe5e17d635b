import { parseArgs } from 'node:util';
import { parseSize, type DataSize } from '../terminal/size';
import { UsageError } from '../terminal/usage-error';

/** What the command line says. */
export interface DemoArguments {
  readonly size: DataSize;
  /** path of the picture */
  readonly out: string;
  /** false: no colors, whatever the terminal can do */
  readonly color: boolean;
  readonly help: boolean;
}

export const USAGE = `\
Changes the KMS key of an Amazon Redshift Serverless namespace, from start to end, on the AWS simulator of this
repository. No AWS account is used.

usage: npm start -- [options]

  --size SIZE    data in the namespace: 6TB, 500GB, 1PB, 24TiB … (TB and TiB are both 2^40 bytes)  [24TB]
  --out PATH     path of the timeline, an SVG picture  [out/timeline.svg]
  --no-color     no colors (the environment variable NO_COLOR does the same)
  --help         shows this text

exit code: 0 the namespace is on its new key, 1 the deployment failed, 2 the command line is not valid
`;

/** Reads the command line. Throws a UsageError. */
export function readArguments(args: readonly string[]): DemoArguments {
  const { size, out, help, ...rest } = parse(args);
  if (out.trim() === '') { throw new UsageError('--out needs a path, got nothing; leave it out for out/timeline.svg'); }
  return { size: parseSize(size), out, color: !rest['no-color'], help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        'size': { type: 'string', default: '24TB' },
        'out': { type: 'string', default: 'out/timeline.svg' },
        'no-color': { type: 'boolean', default: false },
        'help': { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    // The first sentence is enough: parseArgs adds advice that does not apply here.
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}; see --help`);
  }
}
