import type { Inspection } from './inspection';
import type { InspectionPorts } from './inspection-ports';
import { compareWithSchedule, type OverdueChange } from './key-schedule';
import type { Reading } from './ports';
import { eventOrigin } from './reconcile/event-origin';
import type { KeyObservation } from './reconcile/observation';
import { dayOfInstant, formatDay } from '../calendar/utc-day';
import { AWS_OWNED_KMS_KEY } from '../contract';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Reads the key of a namespace and compares it with its schedule. Nothing is changed.
 *
 * @throws if the namespace cannot be read, so that Lambda tries again
 */
export async function inspectDue(ports: InspectionPorts, inspection: Inspection): Promise<void> {
  const { namespaceName } = inspection;
  const reading = await ports.namespaces.getNamespace(namespaceName);
  if (reading.kind === 'not-found') {
    ports.log.info({ message: 'there is no namespace to inspect', namespaceName });
    return;
  }
  if (reading.kind !== 'read') {
    ports.log.error({ message: 'the namespace could not be inspected', namespaceName, detail: reading.message });
    throw new Error(`the namespace ${namespaceName} could not be inspected: ${reading.kind}`);
  }
  const { status, keyArn } = reading.value;
  // Which key is shown while it is being changed, nobody knows.
  if (status === 'MODIFYING') {
    ports.log.info({ message: 'not inspected: the namespace is being changed', namespaceName, status });
    return;
  }
  const { generation, overdue } = compareWithSchedule(inspection, keyArn, dayOfInstant(ports.now()));
  const age = keyArn === undefined ? undefined : await ageInDays(ports, namespaceName, keyArn);
  ports.log.record({
    ...generation === undefined ? {} : { KeyGeneration: generation },
    ...age === undefined ? {} : { KeyAgeDays: age },
    KeyChangeOverdue: overdue === undefined ? 0 : 1,
  }, { message: 'the namespace was inspected', namespaceName });
  if (overdue !== undefined) { await tell(ports, inspection, keyArn, generation, overdue); }
}

async function tell(
  ports: InspectionPorts, { namespaceName, stackId }: Inspection, keyArn: string | undefined,
  generation: number | undefined, overdue: OverdueChange,
): Promise<void> {
  const due = formatDay(overdue.due);
  const reason = `the key of namespace ${namespaceName} should have been changed by ${due}, to key generation `
    + `${overdue.generation}`;
  ports.log.info({ message: reason, namespaceName, fromKey: keyArn, toKey: overdue.keyArn });
  const failure = await ports.events.send('overdue', {
    ...eventOrigin(namespaceName, stackId),
    fromKey: keyArn ?? AWS_OWNED_KMS_KEY,
    toKey: overdue.keyArn,
    generation,
    scheduledGeneration: overdue.generation,
    due,
    daysLate: overdue.daysLate,
    reason,
  });
  if (failure !== undefined) {
    ports.log.error({ message: 'the event could not be sent', namespaceName, detail: failure });
  }
}

/** undefined where it cannot be read: the metric has no value then. */
async function ageInDays(ports: InspectionPorts, namespaceName: string, keyArn: string): Promise<number | undefined> {
  const key = await ports.keys.describeKey(keyArn);
  if (key.kind === 'read' && key.value.createdAt !== undefined) {
    return Math.floor((ports.now() - key.value.createdAt) / DAY_MS);
  }
  ports.log.info({ message: 'the age of the key is not known', namespaceName, detail: whyWithoutAge(key) });
  return undefined;
}

function whyWithoutAge(key: Reading<KeyObservation>): string {
  if (key.kind !== 'read') { return key.message; }
  return key.value.kind === 'unusable' ? key.value.reason : 'DescribeKey gave no creation date';
}
