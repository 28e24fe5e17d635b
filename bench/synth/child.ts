import { synthesise, type Kind } from './apps';

/** One app in a process of its own, as the CDK CLI runs it. Says what came of it in its last line. */
const [kind, namespaces] = process.argv.slice(2);
process.stdout.write(`\n${JSON.stringify(synthesise(kind as Kind, Number(namespaces)))}`);
