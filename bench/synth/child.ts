import { synthesize, type Kind } from './apps';

/** One app in a process of its own, as the CDK CLI runs it. The last line of its output is the result. */
const [kind, namespaces] = process.argv.slice(2);
const synthesized = synthesize(kind as Kind, Number(namespaces));
const { user, system } = process.cpuUsage();
process.stdout.write(`\n${JSON.stringify({ ...synthesized, processMilliseconds: (user + system) / 1000 })}`);
