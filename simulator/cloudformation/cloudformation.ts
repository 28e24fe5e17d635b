import { partitionOf } from '../partition';
import { assumingProviders } from './assumed/provider';
import { forget, rollBack, skipInRollback } from './backward';
import {
  CustomResourceProvider,
  type Delivery,
  type ReceivedResponse,
  type ResponseFault,
  type SentRequest,
} from './custom-resource';
import { deleteAll } from './deletion';
import { ValidationError } from './errors';
import type { StackEvent } from './events';
import { exportConflict, importedExport, importValue } from './exports';
import { goForward } from './forward';
import { arnOf, type StackHost } from './host';
import { Identifiers } from './identifiers';
import { importInto } from './import';
import { failingProviders } from './injected-failures';
import { NESTED_STACK, NestedStacks, type NestedStackHost } from './nested-stacks';
import { failureSentence, Operation, setStatus, type Services } from './operation';
import type { CloudFormationOptions, DeployOptions } from './options';
import type { HandlerCall, Providers } from './provider';
import { allProviders } from './providers';
import { NamespaceProvider, type NamespaceUpdate } from './providers/redshift-namespace';
import type { StackSource } from './source';
import { sameVersion, Stack, type StackStatus, type Version } from './stack';
import { Template } from './template';
import { validateAgainst } from './validation';
import {
  describeStack, outcomeOf, type ResourceDescription, type StackDescription, type StackOutcome,
} from './view';

/** CFN-45: AWS documents that there are retries, and not how many. */
const USUAL_HANDLER_RETRIES = 3;

const UPDATABLE: readonly StackStatus[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
];

/** AWS CloudFormation in one account and Region. */
export class CloudFormation {
  /** every UpdateNamespace of the official namespace handler */
  public readonly namespaceUpdates: readonly NamespaceUpdate[];
  /** every call of a resource handler */
  public readonly calls: HandlerCall[] = [];
  /** every event sent to a custom resource */
  public readonly requests: readonly SentRequest[];
  /** every PUT to a ResponseURL, counted or not */
  public readonly responses: readonly ReceivedResponse[];
  private readonly stacks: Stack[] = [];
  private readonly custom = new CustomResourceProvider();
  private readonly services: Services;
  private readonly nested: NestedStacks;

  constructor(private readonly host: StackHost, private readonly options: CloudFormationOptions = {}) {
    const namespace = new NamespaceProvider();
    this.namespaceUpdates = namespace.updates;
    this.nested = new NestedStacks(this.nestedStackHost());
    this.requests = this.custom.requests;
    this.responses = this.custom.responses;
    this.services = {
      host,
      identifiers: new Identifiers(),
      providers: this.providers(allProviders(this.custom, namespace)),
      calls: this.calls,
      handlerRetries: options.handlerRetries ?? USUAL_HANDLER_RETRIES,
      abandonedHandlers: options.abandonedHandlers ?? 'continue',
      importValue: (stack, name) => importValue(this.stacks, stack, name, options.assumptions),
    };
  }

  /** How the events of custom resources are delivered: how many times, or after which delays (ms). */
  public set deliveries(delivery: Delivery | undefined) {
    this.custom.delivery = delivery;
  }

  /** The faults of PUTs to a ResponseURL. */
  public set responseFaults(fault: ResponseFault | undefined) {
    this.custom.responseFault = fault;
  }

  /** Creates or updates a stack. Rejects with a ValidationError if the template or the stack's status is not valid. */
  public async deploy(source: StackSource, options: DeployOptions = {}): Promise<StackOutcome> {
    const existing = this.find(source.stackName);
    const id = existing?.id ?? this.newId(source.stackName);
    const version = this.read(source, id, options.tags ?? {});
    if (existing) { this.checkStatus(existing, UPDATABLE, 'can not be updated'); }
    validateAgainst(version.template, this.services.providers, existing);
    const isNested = [...version.template.resources.values()].some(({ type }) => type === NESTED_STACK);
    if (options.revertDrift && isNested) {
      throw new ValidationError('a drift-aware change set of a stack with nested stacks is not modeled');
    }
    const isComplete = existing?.status.endsWith('_COMPLETE') === true;
    const isUnchanged = existing?.stable !== undefined && isComplete && sameVersion(existing.stable, version);
    if (existing && isUnchanged && options.revertDrift !== true) {
      return outcomeOf(existing, 'NO_CHANGES');
    }
    const stack = existing ?? new Stack(source.stackName, id, version);
    if (!existing) { this.stacks.push(stack); }
    stack.roleName = options.role ?? stack.roleName;
    await goForward(this.services, stack, version, {
      disableRollback: options.disableRollback ?? false,
      creation: existing === undefined,
      revertDrift: options.revertDrift ?? false,
      revertFailed: this.options.revertFailedWithoutRollback ?? false,
      exportConflict: (exports) => exportConflict(this.stacks, stack, exports),
    });
    if (stack.status === 'UPDATE_COMPLETE') { await this.nested.finish(stack); }
    return this.settled(stack);
  }

  /** `cdk import`: makes existing resources a part of a stack, by logical id and physical id. */
  public async importResources(
    source: StackSource, physicalIds: Readonly<Record<string, string>>,
  ): Promise<StackOutcome> {
    const existing = this.find(source.stackName);
    const id = existing?.id ?? this.newId(source.stackName);
    const version = this.read(source, id, {});
    if (existing) { this.checkStatus(existing, UPDATABLE, 'can not be updated'); }
    validateAgainst(version.template, this.services.providers, existing);
    const stack = existing ?? new Stack(source.stackName, id, version);
    await importInto(this.services, stack, version, physicalIds);
    if (!existing) { this.stacks.push(stack); }
    return outcomeOf(stack);
  }

  /** CancelUpdateStack. Resolves when the rollback has ended. */
  public async cancelUpdate(stackName: string): Promise<StackOutcome> {
    const stack = this.get(stackName);
    if (stack.status !== 'UPDATE_IN_PROGRESS') {
      throw new ValidationError('CancelUpdateStack cannot be called from current stack status');
    }
    stack.operation?.giveUp();
    return this.settled(stack);
  }

  /** ContinueUpdateRollback: calls what has failed or has not been called. */
  public async continueUpdateRollback(
    stackName: string,
    options: { readonly resourcesToSkip?: readonly string[] } = {},
  ): Promise<StackOutcome> {
    const stack = this.get(stackName);
    this.checkStatus(stack, ['UPDATE_ROLLBACK_FAILED'], 'can not be rolled back');
    const skipped = options.resourcesToSkip ?? [];
    const wrong = skipped.filter((logicalId) => stack.resource(logicalId)?.status !== 'UPDATE_FAILED');
    if (wrong.length > 0) {
      throw new ValidationError(
        `Stack:${stack.id} has resources that are not in UPDATE_FAILED state: [${wrong.join(', ')}]`,
      );
    }
    skipInRollback(this.services, stack, skipped);
    await rollBack(this.services, stack, 'User Initiated');
    return this.settled(stack);
  }

  /** RollbackStack: after a failure with `disableRollback`, rolls back to the last stable state. */
  public async rollbackStack(stackName: string): Promise<StackOutcome> {
    const stack = this.get(stackName);
    this.checkStatus(stack, ['CREATE_FAILED', 'UPDATE_FAILED'], 'can not be rolled back');
    await rollBack(this.services, stack, 'User Initiated');
    return this.settled(stack);
  }

  /** DeleteStack. */
  public async deleteStack(stackName: string): Promise<StackOutcome> {
    const stack = this.get(stackName);
    if (stack.busy && stack.status !== 'CREATE_IN_PROGRESS') {
      throw new ValidationError(`Stack [${stackName}] cannot be deleted while in status ${stack.status}`);
    }
    const used = importedExport(this.stacks, stack, Object.keys(stack.exports));
    if (used) { throw new ValidationError(`Export ${used.name} cannot be deleted as it is in use by ${used.by}`); }
    const before = stack.operation;
    setStatus(this.services, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
    if (stack.stable === undefined) { before?.giveUp(); await this.host.clock.sleep(1000); }
    const operation = new Operation(this.services, stack, false, true);
    stack.operation = operation;
    const items = [...stack.resources.values()].map((state) => ({
      // Retain and RetainExceptOnCreate keep a resource when its stack is deleted.
      state, physicalId: state.physicalId ?? '', retained: state.definition.deletionPolicy !== 'Delete',
    }));
    forget(stack, await deleteAll(operation, [...items, ...stack.leftovers]));
    setStatus(
      this.services,
      stack,
      operation.failedToDelete.length > 0 ? 'DELETE_FAILED' : 'DELETE_COMPLETE',
      failureSentence(operation),
    );
    return outcomeOf(stack);
  }

  /** The stack as the console shows it. If it is deleted: the newest deleted stack of that name. */
  public describe(stackName: string): StackDescription {
    return describeStack(this.newest(stackName));
  }

  /** The events of the newest stack of that name, oldest first. */
  public events(stackName: string): readonly StackEvent[] {
    return this.newest(stackName).events;
  }

  /** The status of a stack, by its id or its name, as DescribeStacks returns it. */
  public statusOf(stackIdOrName: string): StackStatus | undefined {
    return (this.stacks.find((stack) => stack.id === stackIdOrName) ?? this.find(stackIdOrName))?.status;
  }

  /** The resources that a stack holds, as ListStackResources returns them. */
  public resourcesOf(stackIdOrName: string): ResourceDescription[] | undefined {
    const stack = this.stacks.find(({ id }) => id === stackIdOrName) ?? this.find(stackIdOrName);
    return stack && Object.values(describeStack(stack).resources);
  }

  /** The events of a stack, oldest first, as DescribeStackEvents reads them. */
  public eventsOf(stackIdOrName: string): readonly StackEvent[] | undefined {
    return (this.stacks.find(({ id }) => id === stackIdOrName) ?? this.find(stackIdOrName))?.events;
  }

  /** Closes every ResponseURL. */
  public close(): void {
    this.custom.close();
  }

  private async settled(stack: Stack): Promise<StackOutcome> {
    while (stack.busy) { await this.host.clock.sleep(1000); }
    return outcomeOf(stack);
  }

  private read(source: StackSource, stackId: string, tags: Readonly<Record<string, string>>): Version {
    const partition = partitionOf(this.host.region);
    const pseudo = {
      'AWS::AccountId': this.host.account,
      'AWS::Region': this.host.region,
      'AWS::Partition': partition,
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
      'AWS::StackId': stackId,
      'AWS::StackName': source.stackName,
      'AWS::NotificationARNs': [],
    };
    this.options.assumptions?.learn(source.template);
    const template = new Template(source.template, pseudo, source.parameters, this.options.assumptions);
    return { template, source, tags };
  }

  private providers(known: Providers): Providers {
    const { assumptions, failures } = this.options;
    const withNested: Providers = (type) => type === NESTED_STACK ? this.nested : known(type);
    const all = assumptions ? assumingProviders(withNested, assumptions) : known;
    return failures ? failingProviders(all, failures) : all;
  }

  private nestedStackHost(): NestedStackHost {
    const cloudFormation = this;
    return {
      get services() { return cloudFormation.services; },
      stack: (id) => this.stacks.find((stack) => stack.id === id),
      newId: (stackName) => this.newId(stackName),
      read: (source, id, tags, existing) => {
        const version = this.read(source, id, tags);
        validateAgainst(version.template, this.services.providers, existing);
        return version;
      },
      add: (stack) => { this.stacks.push(stack); },
      remove: (stackName) => this.deleteStack(stackName),
    };
  }

  private newId(stackName: string): string {
    return arnOf(this.host, 'cloudformation', `stack/${stackName}/${this.services.identifiers.uuid()}`);
  }

  private find(stackName: string): Stack | undefined {
    return this.stacks.find((stack) => stack.name === stackName && stack.status !== 'DELETE_COMPLETE');
  }

  private get(stackName: string): Stack {
    const stack = this.find(stackName);
    if (!stack) { throw new ValidationError(`Stack [${stackName}] does not exist`); }
    return stack;
  }

  private newest(stackName: string): Stack {
    const stack = this.find(stackName) ?? this.stacks.findLast((each) => each.name === stackName);
    if (!stack) { throw new ValidationError(`Stack [${stackName}] does not exist`); }
    return stack;
  }

  private checkStatus(stack: Stack, allowed: readonly StackStatus[], what: string): void {
    if (!allowed.includes(stack.status)) {
      throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and ${what}.`);
    }
  }
}
