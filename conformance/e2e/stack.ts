import * as assert from 'node:assert/strict';
import { elements, type MinistackApi } from '../support/ministack-api';

export interface StackEvent {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

/** The deployed stack, as ministack's CloudFormation shows it. */
export class DeployedStack {
  private eventsRead = 0;

  constructor(private readonly ministack: MinistackApi, public readonly name: string) {}

  /** Id of the KMS key of a key generation. */
  public async keyIdOfGeneration(generation: number): Promise<string> {
    const logicalId = new RegExp(`KeyGeneration${generation}[0-9A-F]{8}$`);
    const resource = elements(await this.describe('DescribeStackResources'), 'member')
      .find((member) => logicalId.test(first(member, 'LogicalResourceId')));
    assert.ok(resource, `generation ${generation} is in the stack`);
    return first(resource, 'PhysicalResourceId');
  }

  /** The events since the previous call, oldest first. */
  public async newEvents(): Promise<StackEvent[]> {
    const events = (await this.eventMembers()).reverse().map((member) => ({
      id: first(member, 'LogicalResourceId'),
      type: first(member, 'ResourceType'),
      status: first(member, 'ResourceStatus'),
      reason: first(member, 'ResourceStatusReason'),
    }));
    const newEvents = events.slice(this.eventsRead);
    this.eventsRead = events.length;
    return newEvents;
  }

  /** Newest first, on pages of 100. */
  private async eventMembers(): Promise<string[]> {
    const members: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.describe('DescribeStackEvents', token === undefined ? {} : { NextToken: token });
      members.push(...elements(page, 'member'));
      [token] = elements(page, 'NextToken');
    } while (token !== undefined);
    return members;
  }

  private describe(action: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const stack = { StackName: this.name, Version: '2010-05-15' };
    return this.ministack.query('cloudformation', action, { ...stack, ...parameters });
  }
}

/** Asserts that the first completions of these types are in this order. */
export function assertOrder(events: readonly StackEvent[], types: readonly string[]): void {
  const completed = events.filter(({ status }) => /^(CREATE|UPDATE)_COMPLETE$/.test(status)).map(({ type }) => type);
  const positions = types.map((type) => completed.indexOf(type));
  assert.ok(
    positions.every((position) => position >= 0),
    `${types.join(', ')} must be among the completed resources, got: ${completed.join(', ')}`,
  );
  assert.deepEqual(positions, [...positions].sort((a, b) => a - b));
}

const first = (xml: string, name: string): string => elements(xml, name)[0] ?? '';
