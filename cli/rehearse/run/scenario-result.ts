import type { KeyChange, SentUpdate } from './key-changes';
import type { Usage } from './usage';
import type { StackEvent } from '../../../simulator/cloudformation';
import type { NamespaceMoment } from '../../../simulator/services/namespace';
import type { Scenario } from '../input/plan';

/** A namespace after the change. */
export interface NamespaceResult {
  readonly name: string;
  /** as the service shows it; `GONE` where there is none */
  readonly status: string;
  /** ARN of its key; absent for an AWS-owned key */
  readonly keyArn?: string;
  readonly keyBefore?: string;
  /** ARN of the key that the stack's template names now; absent where it names none */
  readonly templateKey?: string;
  /** seconds that its windows wait at most, and the time that a key change takes at this pace */
  readonly bytes: number;
}

/** Something that waited for the change of a key. */
export interface Waiting {
  readonly logicalId: string;
  readonly type: string;
  /** virtual milliseconds since 1970; absent where CloudFormation had nothing to do */
  readonly from?: number;
  readonly to?: number;
  readonly outcome: string;
}

export interface ResourceFailureEvent {
  readonly at: number;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

/** What an engineer does after a deployment that got stuck, and how that ends. */
export interface Recovery {
  readonly action: 'continue-update-rollback' | 'deploy again';
  /** how many times it was needed */
  readonly times: number;
  readonly status: string;
  readonly onTemplateKey: boolean;
}

/** How one scenario has ended. All of it can be sent to another thread. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  /** `REJECTED`: CloudFormation refused the deployment before it did anything */
  readonly outcome: 'SUCCEEDED' | 'FAILED' | 'NO_CHANGES' | 'REJECTED';
  readonly status: string;
  readonly reason?: string;
  /** start of the first deployment; absent where the stack did not exist before */
  readonly firstStartedAt?: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** when the last key change had ended too */
  readonly quietAt: number;
  readonly until: number;
  readonly eventsBefore: readonly StackEvent[];
  readonly events: readonly StackEvent[];
  readonly failures: readonly ResourceFailureEvent[];
  readonly namespaces: readonly NamespaceResult[];
  readonly updates: readonly SentUpdate[];
  readonly changes: readonly KeyChange[];
  readonly waiting: readonly Waiting[];
  readonly history: readonly NamespaceMoment[];
  /** key ARN → what a person calls it */
  readonly keyNames: Readonly<Record<string, string>>;
  /** why a cancellation had no effect */
  readonly cancellation?: string;
  readonly injected: boolean;
  readonly recovery?: Recovery;
  readonly usage: Usage;
  readonly assumed: readonly { readonly place: string; readonly what: string }[];
  /** logical ids of what the deployment created or updated, in order */
  readonly changeSet: readonly string[];
}
