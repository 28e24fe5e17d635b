import { describeState, type NamespaceState } from './namespace-state';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';

/** Namespaces by their names. */
export type Namespaces = ReadonlyMap<string, NamespaceState>;

/** What a template says of one namespace. */
export interface NamedKey { readonly name: string; readonly key: string }

interface StackRecord {
  /** when its operations began, since it was last COMPLETE */
  since: number;
  /** the keys that the namespaces were on then, except where a change was in progress */
  readonly before: Map<string, string[]>;
  /** what a Create of these operations may change by the opt-in */
  readonly optedIn: NamedKey[];
  isComplete: boolean;
  /** another stack has operated since the last operation of this one */
  isOvertaken: boolean;
}

/**
 * For invariant (xi): the namespaces that outlive an operation are on a key that the stack's own template names, or on
 * the key that they were on before the stack touched them.
 */
export class KeyBoundary {
  private readonly stacks = new Map<string, StackRecord>();

  /** An operation begins. What follows a failed operation belongs to it. */
  public begin(stackId: string, namespaces: Namespaces, now: number, optedIn: readonly NamedKey[]): void {
    for (const [id, other] of this.stacks) { other.isOvertaken ||= id !== stackId; }
    const record = this.stacks.get(stackId);
    if (!record || record.isComplete) {
      const before = new Map<string, string[]>();
      addKeys(before, namespaces);
      this.stacks.set(stackId, { since: now, before, optedIn: [...optedIn], isComplete: false, isOvertaken: false });
      return;
    }
    record.optedIn.push(...optedIn);
    if (record.isOvertaken) { addKeys(record.before, namespaces); }
    record.isOvertaken = false;
  }

  /** A namespace of this name is another one now, which nobody has touched. */
  public forget(name: string): void {
    for (const { before } of this.stacks.values()) { before.delete(name); }
  }

  /**
   * The operation has ended in any …_COMPLETE, now or earlier, and no other one has begun.
   *
   * @param isExcused whether somebody outside has touched a namespace since that time
   * @returns what is wrong
   */
  public check(
    stackId: string, named: readonly NamedKey[], namespaces: Namespaces,
    isExcused: (name: string, since: number) => boolean,
  ): string[] {
    const record = this.stacks.get(stackId);
    if (!record) { return []; }
    record.isComplete = true;
    return [...record.before].flatMap(([name, before]) => {
      const state = namespaces.get(name);
      // What is being deleted does not outlive the operation.
      if (!state || state.status === 'DELETING' || isExcused(name, record.since)) { return []; }
      const keys = [...named, ...record.optedIn].filter((each) => each.name === name).map(({ key }) => key);
      const isExpected = [...before, ...keys].includes(state.keyArn ?? AWS_OWNED_KMS_KEY);
      const names = keys.length > 0 ? `the template names ${keys.join(', ')}` : 'no template names it';
      return isExpected ? [] : [`${name} is ${describeState(state)}; it was on ${before.join(', ')}, and ${names}`];
    });
  }
}

function addKeys(before: Map<string, string[]>, namespaces: Namespaces): void {
  for (const [name, { status, keyArn }] of namespaces) {
    if (status !== 'MODIFYING') { before.set(name, [...before.get(name) ?? [], keyArn ?? AWS_OWNED_KMS_KEY]); }
  }
}
