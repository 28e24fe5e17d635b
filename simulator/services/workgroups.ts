import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { Input, tagContext, tagsOf, text } from './input';
import { Namespace } from './namespace';
import { pageOf } from './paging';

interface Workgroup {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly namespaceName: string;
  readonly creationDate: string;
  readonly tags: Record<string, string>;
  settings: Record<string, unknown>;
  status: 'CREATING' | 'AVAILABLE' | 'MODIFYING' | 'DELETING';
}

const CREATE_MS = 60_000;
const UPDATE_MS = 30_000;
const DELETE_MS = 30_000;

/** Workgroups, and the operations on them that a key change of their namespace blocks. */
export class Workgroups {
  private readonly workgroups = new Map<string, Workgroup>();

  constructor(
    private readonly env: Environment,
    private readonly iam: Iam,
    private readonly namespace: (name: string) => Namespace,
  ) {}

  public of(namespaceName: string): string | undefined {
    return [...this.workgroups.values()].find((workgroup) => workgroup.namespaceName === namespaceName)?.name;
  }

  public tagsByArn(arn: string): Record<string, string> | undefined {
    return [...this.workgroups.values()].find((workgroup) => workgroup.arn === arn)?.tags;
  }

  public create(input: Input, caller: Caller): Record<string, unknown> {
    const { workgroupName, namespaceName, tags: _tags, ...settings } = input;
    const name = String(workgroupName);
    const tags = tagsOf(input, 'tags');
    this.iam.authorize(
      caller,
      'redshift-serverless:CreateWorkgroup',
      this.arn('*'),
      tagContext('aws:RequestTag', tags),
    );
    if (this.workgroups.has(name)) {
      throw new ServiceError('ConflictException', `Serverless workgroup ${name} already exists.`);
    }
    this.throwIfBusy(String(namespaceName));
    if (this.of(String(namespaceName)) !== undefined) {
      throw new ServiceError(
        'ConflictException',
        `The namespace ${String(namespaceName)} is already associated with a workgroup.`,
      );
    }
    const id = this.env.random.uuid();
    const workgroup: Workgroup = {
      name,
      id,
      tags,
      settings,
      arn: this.arn(id),
      namespaceName: String(namespaceName),
      creationDate: new Date(this.env.clock.now()).toISOString(),
      status: 'CREATING',
    };
    this.workgroups.set(name, workgroup);
    this.becomeAvailable(workgroup, CREATE_MS);
    return { workgroup: describe(workgroup) };
  }

  public get(input: Input, caller: Caller): Record<string, unknown> {
    return { workgroup: describe(this.authorized(input, caller, 'GetWorkgroup')) };
  }

  public list(input: Input, caller: Caller): Record<string, unknown> {
    this.iam.authorize(caller, 'redshift-serverless:ListWorkgroups', this.arn('*'));
    return pageOf('workgroups', [...this.workgroups.values()].map(describe), input);
  }

  public update(input: Input, caller: Caller): Record<string, unknown> {
    const workgroup = this.authorized(input, caller, 'UpdateWorkgroup');
    this.throwUnlessAvailable(workgroup.name);
    const { workgroupName: _name, ...settings } = input;
    workgroup.settings = { ...workgroup.settings, ...settings };
    workgroup.status = 'MODIFYING';
    this.becomeAvailable(workgroup, UPDATE_MS);
    return { workgroup: describe(workgroup) };
  }

  public delete(input: Input, caller: Caller): Record<string, unknown> {
    const workgroup = this.authorized(input, caller, 'DeleteWorkgroup');
    this.throwUnlessAvailable(workgroup.name);
    workgroup.status = 'DELETING';
    this.env.clock.setTimeout(() => this.workgroups.delete(workgroup.name), DELETE_MS);
    return { workgroup: describe(workgroup) };
  }

  /** The workgroup, and its namespace. */
  public throwUnlessAvailable(name: string): void {
    const workgroup = this.workgroups.get(name);
    if (workgroup?.status !== 'AVAILABLE') {
      throw new ServiceError('ConflictException', 'There is an operation running on the workgroup.');
    }
    this.throwIfBusy(workgroup.namespaceName);
  }

  /** CHANGE-4: no other action on the namespace is possible while its key is being changed. */
  private throwIfBusy(namespaceName: string): void {
    if (this.namespace(namespaceName).status !== 'AVAILABLE') {
      throw new ServiceError('ConflictException', 'There is an operation running on the namespace.');
    }
  }

  private authorized(input: Input, caller: Caller, action: string): Workgroup {
    const workgroup = this.workgroups.get(text(input, 'workgroupName'));
    this.iam.authorize(
      caller,
      `redshift-serverless:${action}`,
      workgroup?.arn ?? this.arn('*'),
      tagContext('aws:ResourceTag', workgroup?.tags ?? {}),
    );
    if (!workgroup) {
      throw new ServiceError(
        'ResourceNotFoundException',
        `Serverless workgroup ${text(input, 'workgroupName')} not found.`,
      );
    }
    return workgroup;
  }

  private becomeAvailable(workgroup: Workgroup, ms: number): void {
    this.env.clock.setTimeout(() => { workgroup.status = 'AVAILABLE'; }, ms);
  }

  private arn(id: string): string {
    return `arn:${this.env.partition}:redshift-serverless:${this.env.region}:${this.env.account}:workgroup/${id}`;
  }
}

function describe(workgroup: Workgroup): Record<string, unknown> {
  return {
    ...workgroup.settings,
    workgroupName: workgroup.name,
    workgroupId: workgroup.id,
    workgroupArn: workgroup.arn,
    namespaceName: workgroup.namespaceName,
    creationDate: workgroup.creationDate,
    status: workgroup.status,
  };
}
