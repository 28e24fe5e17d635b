/** Empties the metadata of the snapshots, which names folders of the machine. The comparison does not need it. */
import { writeFileSync } from 'node:fs';

for (const file of process.argv.slice(2)) { writeFileSync(file, '{}\n'); }
