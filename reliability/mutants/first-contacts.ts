import type { Mutant } from './mutant';

const RECONCILE = 'src/handler/reconcile';
const DESIRED_STATE = `${RECONCILE}/desired-state.ts`;
const REQUEST = `${RECONCILE}/key-change-request.ts`;
const PRESENT = `${RECONCILE}/present-namespace.ts`;
const KEY_ACCOUNT = `${RECONCILE}/key-account.ts`;
const REFUSALS = `${RECONCILE}/update-refusals.ts`;
const SITUATION = `${RECONCILE}/situation.ts`;

const NONE = {
  throttled: 0,
  failed: 0,
  conflict: 0,
  reset: 0,
  lost: 0,
  slow: 0,
  crash: 0,
  lambdaThrottled: 0,
  responses: 0,
  absences: 0,
  clockJumps: 0,
};
/** Events are late, and nothing else goes wrong. */
const LATE_ALONE = { ...NONE, deliveries: 60 };

/** What only an update of the same identity may do, and what a rollback must not refuse. */
export const FIRST_CONTACTS: readonly Mutant[] = [
  {
    name: 'a Create sends an update',
    harness: 'fast',
    file: REQUEST,
    breaks: ['x', 'xi'],
    from: "(request.type === 'Create' && request.changeKeyOnCreate);",
    to: "request.type === 'Create';",
  },
  {
    name: 'identities are not compared',
    harness: 'fast',
    file: REQUEST,
    breaks: ['x', 'xi', 'xii'],
    from: "type === 'Update' && heldIdentity !== undefined && isSameIdentity(identity, heldIdentity);",
    to: "type === 'Update' && heldIdentity !== undefined && isSameIdentity(identity, identity);",
  },
  {
    name: 'lets a change of createdWith through',
    harness: 'fast',
    file: REQUEST,
    breaks: ['v', 'xi', 'x', 'xii'],
    from: '&& heldIdentity.createdWith !== undefined && heldIdentity.createdWith !== createdWith;',
    to: "&& heldIdentity.createdWith === '' && heldIdentity.createdWith !== createdWith;",
  },
  {
    name: 'one observation of no namespace is enough',
    harness: 'fast',
    faults: { absences: 30 },
    file: `${RECONCILE}/absent-namespace.ts`,
    breaks: ['ii', 'vi'],
    from: 'if (!isConfirmed(since, now)) { return confirm(); }',
    to: '',
  },
  {
    name: 'a rollback refuses a namespace that is gone',
    harness: 'fast',
    file: SITUATION,
    breaks: ['xii'],
    from: "case 'rolling-back': return succeedWhenSettled(situation, since, left);",
    to: "case 'rolling-back': return situation.kind === 'not-found'"
      + ' ? fail(situation, refusal) : succeedWhenSettled(situation, since, left);',
  },
  {
    name: 'does not ask what an adopted namespace was created with',
    harness: 'fast',
    file: PRESENT,
    breaks: ['v', 'xi'],
    from: 'if (notAdopted !== undefined) { return notAdopted; }',
    to: '',
  },
  {
    name: 'lets a key generation leave the template',
    harness: 'fast',
    file: REFUSALS,
    breaks: ['xiii'],
    from: '&& newestGeneration < holding.generation;',
    to: '&& newestGeneration < 0;',
  },
  {
    name: 'does not read how many windows the stack holds',
    harness: 'fast',
    file: REFUSALS,
    breaks: ['xiii'],
    from: 'windows > holding.windows &&',
    to: 'windows > 1e9 &&',
  },
  {
    name: 'history is not read',
    harness: 'fast',
    file: 'src/handler/observe.ts',
    breaks: ['xi'],
    from: 'if (needsHistory(',
    to: 'if (request.windows === 0 && needsHistory(',
  },
  {
    name: 'a failed event returns the new id',
    harness: 'fast',
    file: 'src/handler/cloudformation-event.ts',
    breaks: ['x', 'xi'],
    from: 'responseTarget: targetOf(envelope, held ?? encodePhysicalId(identity)),',
    to: 'responseTarget: targetOf(envelope, encodePhysicalId(identity)),',
  },
  {
    name: 'does not compare the account of the key',
    harness: 'fast',
    file: KEY_ACCOUNT,
    breaks: ['xii'],
    from: 'return aliasFollowsKey && owner !== undefined && owner !== account ?',
    to: "return aliasFollowsKey && owner === '' ?",
  },
  {
    name: 'does not watch what was denied after an update',
    harness: 'fast',
    file: DESIRED_STATE,
    breaks: ['viii'],
    from: '>= DENIED_MS && !mayHaveBeenUpdated(progress);',
    to: '>= DENIED_MS;',
  },
  {
    name: 'counts the hour from the arrival of the event',
    harness: 'fast',
    faults: LATE_ALONE,
    file: `${RECONCILE}/window.ts`,
    breaks: ['ix'],
    from: 'return began + WINDOW_SECONDS * 1000;',
    to: 'return Math.max(began, arrivedAt) + WINDOW_SECONDS * 1000;',
  },
];
