import type { Inspection } from './inspection';
import type { InspectionPorts } from './inspection-ports';
import { compareWithSchedule, type OverdueChange } from './key-schedule';
import { dayOfInstant, formatDay } from '../calendar/utc-day';
import { AWS_OWNED_KMS_KEY, EVENT_DETAIL_VERSION } from '../contract';

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
  try {
    await ports.sendOverdue?.({
      version: EVENT_DETAIL_VERSION,
      namespaceName,
      stackId,
      // arn:…:stack/<name>/<guid>
      stackName: stackId.split('/')[1] ?? stackId,
      fromKey: keyArn ?? AWS_OWNED_KMS_KEY,
      toKey: overdue.keyArn,
      generation,
      scheduledGeneration: overdue.generation,
      due,
      daysLate: overdue.daysLate,
      reason,
    });
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : undefined;
    ports.log.error({ message: 'the event could not be sent', namespaceName, detail });
  }
}

/** undefined where it cannot be read: the metric has no value then. */
async function ageInDays(ports: InspectionPorts, namespaceName: string, keyArn: string): Promise<number | undefined> {
  const created = await ports.keyAges.createdAt(keyArn);
  if (created.kind === 'read') { return Math.floor((ports.now() - created.value) / DAY_MS); }
  ports.log.info({ message: 'the age of the key is not known', namespaceName, detail: created.message });
  return undefined;
}
