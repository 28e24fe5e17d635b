import type { StackInput } from './stack-input';

/** Everything that a rehearsal deploys, and to what account. All of it can be sent to another thread. */
export interface Plan {
  readonly account: string;
  readonly region: string;
  /** stacks that the old version of the stack needs, in order */
  readonly prepareBefore: readonly StackInput[];
  /** absent: the stack does not exist before */
  readonly before?: StackInput;
  /** stacks that the new version of the stack needs, in order */
  readonly prepareAfter: readonly StackInput[];
  readonly after: StackInput;
  /** delete the stack, which keeps what it retains, before the new version is deployed */
  readonly destroyBefore: boolean;
  /** bytes in every namespace that exists before the change */
  readonly dataSize: number;
  /** namespaces that exist before any stack: name → id, ARN or alias of the key */
  readonly existing: Readonly<Record<string, string>>;
  /** what is known to be assumed before anything runs */
  readonly notes: readonly { readonly place: string; readonly what: string }[];
}

/** One way in which the new version is deployed. */
export interface Scenario {
  /** 1: the service changes keys at its typical pace; 3: a third as fast */
  readonly slowness: number;
  /** false: `--no-rollback` */
  readonly rollback: boolean;
  /** logical id of the resource that fails once */
  readonly failAt?: string;
  /** virtual minutes after which the update is cancelled */
  readonly cancelAtMinutes?: number;
}

/** Whether something goes wrong on purpose. */
export const isDisturbed = ({ failAt, cancelAtMinutes }: Scenario): boolean =>
  failAt !== undefined || cancelAtMinutes !== undefined;
