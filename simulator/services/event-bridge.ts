import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, optionalText } from './input';

const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;

/** An event that the default bus has taken. */
export interface TakenEvent {
  readonly at: number;
  readonly principal: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Record<string, unknown>;
}

/** Amazon EventBridge: the default bus takes events and keeps them. There are no rules. */
export class EventBridge implements Service {
  public readonly prefix = 'events';
  public readonly taken: TakenEvent[] = [];

  constructor(private readonly env: Environment, private readonly iam: Iam) {}

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    if (operation !== 'PutEvents') {
      throw new ServiceError('UnknownOperationException', `the simulated EventBridge does not support ${operation}`);
    }
    const entries = input.Entries as Input[];
    const isTooLarge = JSON.stringify(entries).length > MOST_BYTES;
    if (entries.length === 0 || entries.length > MOST_ENTRIES || isTooLarge) {
      throw new ServiceError('ValidationException', `PutEvents takes 1 to ${MOST_ENTRIES} entries of 256 KB together`);
    }
    const { partition, region, account } = this.env;
    for (const entry of entries) {
      const bus = optionalText(entry, 'EventBusName') ?? 'default';
      if (bus !== 'default') {
        throw new ServiceError('ResourceNotFoundException', `the simulated EventBridge has no event bus ${bus}`);
      }
      this.iam.authorize(caller, 'events:PutEvents', `arn:${partition}:events:${region}:${account}:event-bus/${bus}`);
    }
    const results = entries.map((entry) => this.take(entry, caller));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  /** An entry that is refused does not refuse the others. */
  private take(entry: Input, caller: Caller): Record<string, string> {
    const [source, detailType] = [optionalText(entry, 'Source'), optionalText(entry, 'DetailType')];
    if (!source || !detailType) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source or DetailType is not valid.' };
    }
    const detail = objectIn(optionalText(entry, 'Detail'));
    if (!detail) { return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }; }
    this.taken.push({ at: this.env.clock.now(), principal: caller.principal, source, detailType, detail });
    return { EventId: this.env.random.uuid() };
  }
}

function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
