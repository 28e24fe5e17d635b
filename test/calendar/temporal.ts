import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import type { Temporal as TemporalNamespace } from 'temporal-polyfill' with { 'resolution-mode': 'import' };

/** The package is of ES modules, which Jest does not load; its script for a page sets a global variable. */
const script = readFileSync(join(dirname(require.resolve('temporal-polyfill')), 'global.js'), 'utf8');
const page = createContext({}) as { Temporal?: typeof TemporalNamespace };
runInContext(script, page);

/** Calendar arithmetic that others wrote. */
export const Temporal = page.Temporal!;
