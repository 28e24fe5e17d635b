import {
  DescribeStackEventsCommand, DescribeStacksCommand, ListStackResourcesCommand,
  type StackEvent as SdkEvent, type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { GetNamespaceCommand, ListRecoveryPointsCommand } from '@aws-sdk/client-redshift-serverless';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { Generation, Holding, NamespaceState, Observation, WaiterRun, WatchedEvent, Window } from './observation';
import { isStartOfOperation } from './operation';
import { AWS_OWNED_KMS_KEY, RESOURCE_TYPE } from '../../src/contract';
import { newestSize } from '../../src/handler/aws/recovery-points';
import { decodePhysicalId } from '../../src/handler/reconcile/identity';
import type { Clients } from '../aws/clients';
import { cannot, failureOf, printable } from '../aws/errors';
import { pages } from '../aws/pages';

const WAITER_TYPE = 'AWS::StepFunctions::StateMachine';
const WAITER_ID = /^RedshiftNamespaceKeyChange/;
const KEY_TYPE = 'AWS::KMS::Key';
const KEY_ID = /KeyGeneration(\d+)[0-9A-F]{8}$/;
/** The newest executions are enough: one change has as many as it has windows. */
const EXECUTIONS = 100;

/** Reads a stack and its namespaces. Everything is a read; nothing that holds a secret is asked for. */
export class WatchedAccount {
  private stackId?: string;
  private events: WatchedEvent[] = [];
  private mayListExecutions = true;

  constructor(private readonly clients: Clients, private readonly stackName: string) {}

  public async observe(): Promise<Observation> {
    const stack = await this.readStack();
    // A deleted stack is known by its id alone.
    this.stackId = stack.id ?? this.stackId;
    const [holding] = await Promise.all([this.readHolding(), this.readEvents()]);
    const names = [...new Set(holding.windows.flatMap(({ namespaceName }) => namespaceName ?? []))];
    const [namespaces, runs] = await Promise.all([
      Promise.all(names.map((name) => this.readNamespace(name))), this.readRuns(holding),
    ]);
    return {
      at: this.clients.clock.now(),
      stackStatus: stack.status,
      stackReason: stack.reason,
      holding,
      events: this.events,
      namespaces,
      runs,
    };
  }

  /** The amount of data in MB, as the service states it with the newest recovery point. */
  public async sizeInMegabytes(namespaceName: string): Promise<number | undefined> {
    try {
      const input = { namespaceName, maxResults: 100 };
      return newestSize((await this.clients.redshift.send(new ListRecoveryPointsCommand(input))).recoveryPoints);
    } catch (error) {
      if (failureOf(error) === 'no-credentials') { throw error; }
      // An estimate is worth having, and nothing depends on it.
      return undefined;
    }
  }

  private async readStack(): Promise<{ id?: string; status: string; reason?: string }> {
    try {
      const StackName = this.stackId ?? this.stackName;
      const { Stacks: [stack] = [] } = await this.clients.cloudFormation.send(new DescribeStacksCommand({ StackName }));
      const { StackId: id, StackStatus: status = 'UNKNOWN', StackStatusReason: reason } = stack ?? {};
      return { id, status, reason: reason && printable(reason) };
    } catch (error) {
      throw cannot(`the stack ${this.stackName} could not be read`, 'cloudformation:DescribeStacks', error);
    }
  }

  private async readHolding(): Promise<Holding> {
    let found: StackResourceSummary[];
    try {
      found = await pages(async (NextToken) => {
        const input = { StackName: this.stackId ?? this.stackName, NextToken };
        const page = await this.clients.cloudFormation.send(new ListStackResourcesCommand(input));
        return { items: page.StackResourceSummaries ?? [], next: page.NextToken };
      });
    } catch (error) {
      throw cannot(`the resources of ${this.stackName} could not be read`, 'cloudformation:ListStackResources', error);
    }
    return holdingOf(found);
  }

  /** Adds the new events to the known ones, and forgets those before the newest operation. */
  private async readEvents(): Promise<void> {
    const known = new Set(this.events.map(({ id }) => id));
    const fresh: WatchedEvent[] = [];
    try {
      let NextToken: string | undefined;
      let isFarEnough = false;
      do {
        const input = { StackName: this.stackId ?? this.stackName, NextToken };
        const page = await this.clients.cloudFormation.send(new DescribeStackEventsCommand(input));
        for (const event of (page.StackEvents ?? []).map(eventOf)) {
          isFarEnough ||= known.has(event.id);
          if (isFarEnough) { break; }
          fresh.push(event);
          isFarEnough = isStartOfOperation(event);
        }
        ({ NextToken } = page);
      } while (!isFarEnough && NextToken !== undefined);
    } catch (error) {
      throw cannot(`the events of ${this.stackName} could not be read`, 'cloudformation:DescribeStackEvents', error);
    }
    const all = [...this.events, ...fresh.reverse()];
    this.events = all.slice(Math.max(0, all.findLastIndex(isStartOfOperation)));
  }

  private async readNamespace(name: string): Promise<NamespaceState> {
    try {
      const input = new GetNamespaceCommand({ namespaceName: name });
      const { namespace: { status = 'UNKNOWN', kmsKeyId } = {} } = await this.clients.redshift.send(input);
      const isOwned = kmsKeyId === undefined || kmsKeyId === '' || kmsKeyId === AWS_OWNED_KMS_KEY;
      // API-9: the letter case of a status has varied.
      return { name, status: status.toUpperCase(), ...!isOwned && { keyArn: kmsKeyId } };
    } catch (error) {
      if (failureOf(error) === 'not-found') { return { name, status: 'ABSENT' }; }
      throw cannot(`the namespace ${name} could not be read`, 'redshift-serverless:GetNamespace', error);
    }
  }

  private async readRuns({ waiterArn }: Holding): Promise<WaiterRun[] | undefined> {
    if (waiterArn === undefined || !this.mayListExecutions) { return undefined; }
    try {
      const input = new ListExecutionsCommand({ stateMachineArn: waiterArn, maxResults: EXECUTIONS });
      const { executions = [] } = await this.clients.stepFunctions.send(input);
      return executions.map(({ name = '', startDate, stopDate }) => ({
        name, startedAt: startDate?.getTime() ?? 0, ...stopDate && { endedAt: stopDate.getTime() },
      }));
    } catch (error) {
      if (failureOf(error) === 'no-credentials') {
        throw cannot('the waiter could not be read', 'states:ListExecutions', error);
      }
      // Without it, only the window that waits tells that a change runs.
      this.mayListExecutions = failureOf(error) !== 'denied';
      return undefined;
    }
  }
}

export function holdingOf(resources: readonly StackResourceSummary[]): Holding {
  const windows = resources.filter(({ ResourceType }) => ResourceType === RESOURCE_TYPE)
    .map(({ LogicalResourceId, PhysicalResourceId }): Window => ({
      logicalId: LogicalResourceId ?? '',
      ...PhysicalResourceId && { namespaceName: decodePhysicalId(PhysicalResourceId).namespaceName },
    }));
  const generations = resources.flatMap(({ ResourceType, LogicalResourceId, PhysicalResourceId }): Generation[] => {
    const number = ResourceType === KEY_TYPE ? KEY_ID.exec(LogicalResourceId ?? '')?.[1] : undefined;
    return number !== undefined && PhysicalResourceId ? [{ number: Number(number), keyId: PhysicalResourceId }] : [];
  });
  const waiter = resources.find(({ ResourceType, LogicalResourceId }) =>
    ResourceType === WAITER_TYPE && WAITER_ID.test(LogicalResourceId ?? ''));
  return { windows, generations, waiterArn: waiter?.PhysicalResourceId };
}

const eventOf = (event: SdkEvent): WatchedEvent => ({
  id: event.EventId ?? '',
  at: event.Timestamp?.getTime() ?? 0,
  stackName: event.StackName ?? '',
  logicalId: event.LogicalResourceId ?? '',
  ...event.PhysicalResourceId && { physicalId: event.PhysicalResourceId },
  type: event.ResourceType ?? '',
  status: event.ResourceStatus ?? '',
  ...event.ResourceStatusReason && { reason: printable(event.ResourceStatusReason) },
});
