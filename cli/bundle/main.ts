import { join } from 'node:path';
import { bundleProgram } from './bundle-program';

bundleProgram(join(__dirname, '..', '..', 'bin')).then(undefined, (error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
