import { InvariantChecker } from './invariant-checker';
import type { MetFaults } from './invocations';
import type { NamespaceState } from './namespace-state';
import type { InvariantNumber } from './violation';

export const MINUTE = 60_000;
export const NAME = 'warehouse';

/** A checker whose clock a history sets. */
export class Recorder extends InvariantChecker {
  constructor(private readonly clock = { at: 0 }) {
    super(() => clock.at);
  }

  public get time(): number {
    return this.clock.at;
  }

  /** Time passes. */
  public wait(ms: number): this {
    this.clock.at += ms;
    return this;
  }

  public request(id: string, type = 'Update'): this {
    this.onRequest(id, { type, stackId: 'stack', physicalId: 'id', properties: { NamespaceName: NAME } });
    return this;
  }

  /** A request of the identity that the stack holds. */
  public update(id = 'r'): this {
    this.onRequest('created', { type: 'Create', stackId: 'stack', properties: { NamespaceName: NAME } });
    this.onIdentity('created', 'id');
    return this.request(id);
  }
}

export const on = (keyArn: string | undefined, status = 'AVAILABLE'): NamespaceState => ({ status, keyArn });
export const success = JSON.stringify({ Status: 'SUCCESS', Reason: 'done' });
export const failed = (reason: string) => `{"Status":"FAILED","Reason":"${reason}"}`;
export const NOT_STARTED =
  failed('the waiter could not be started: denied; nothing was changed, deploy again');
export const met = (more: Partial<MetFaults> = {}): MetFaults =>
  ({ isKilled: false, putsKept: 0, startsKept: 0, ...more });
export const BACK = 'UPDATE_ROLLBACK_IN_PROGRESS';
export const FORWARD = 'UPDATE_IN_PROGRESS';
export const accepted = { outcome: 'accepted', carriedOut: true, namespaceName: NAME } as const;
export const unknown = { outcome: 'unknown', carriedOut: true, namespaceName: NAME } as const;
export const succeed = (history: Recorder, key: string, state: NamespaceState | undefined, status = FORWARD) =>
  history.onSuccess('r', NAME, key, state, { at: history.time, ...state }, status);
export const complete = (history: Recorder, key: string, state: NamespaceState | undefined) =>
  history.onComplete('UPDATE_COMPLETE', NAME, key, state);
export const times = (count: number, run: () => void) => { for (let index = 0; index < count; index += 1) { run(); } };
export const end = (status: string, state = 'Respond', isStoppedByHand = false, isOrphan = false) =>
  ({ status, state, isStoppedByHand, isOrphan });

export interface Planted {
  readonly name: string;
  readonly happens: (history: Recorder) => void;
  readonly want: readonly InvariantNumber[];
}

/** One test for each planted history. */
export function testPlanted(what: string, histories: readonly Planted[]): void {
  test.each(histories)(`${what} $name`, ({ happens, want }) => {
    const history = new Recorder();
    happens(history);
    expect(history.violations.map(({ invariant }) => invariant)).toEqual(want);
  });
}
