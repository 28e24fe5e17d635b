import {
  hasNoObstacles, isPlainCreation, isPlainUpdate, keepsKey, mustBeRefused, rollbackMustEnd, updateMustSucceed,
  type DesiredNamespace, type LiveNamespace, type RollbackSituation,
} from './must-succeed';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { isFaultFree, type FaultProfile } from '../scenario/fault-profile';
import { scenarioOf } from '../scenario/generator';
import { AWS_OWNED, FOREIGN_KEY, LIVE_KEY, OWN_KEY, type AppChoice } from '../scenario/scenario';

const stack: DesiredNamespace = { name: 'warehouse', key: 'one', windows: 1 };
const live: LiveNamespace = {
  state: { status: 'AVAILABLE', keyArn: 'one' }, gibibytes: 1, failsNext: false, isDisturbed: false,
};

interface Case {
  readonly name: string;
  readonly next?: Partial<DesiredNamespace>;
  readonly live?: Partial<LiveNamespace>;
  readonly want: boolean;
}
test.each<Case>([
  { name: 'another key', next: { key: 'two' }, want: true },
  { name: 'more windows alone', next: { windows: 2 }, want: true },
  { name: 'more windows and another key', next: { windows: 2, key: 'two' }, want: false },
  { name: 'another name', next: { name: 'other' }, want: false },
  { name: 'from a customer managed key to an AWS-owned key', next: { key: AWS_OWNED_KMS_KEY }, want: false },
  {
    name: 'from an AWS-owned key to another key',
    next: { key: 'two' },
    live: { state: { status: 'AVAILABLE' } },
    want: true,
  },
  {
    name: 'a namespace that is busy',
    next: { key: 'two' },
    live: { state: { status: 'MODIFYING', keyArn: 'one' } },
    want: false,
  },
  { name: 'no namespace', next: { key: 'two' }, live: { state: undefined }, want: false },
  { name: 'a namespace that somebody has touched', next: { key: 'two' }, live: { isDisturbed: true }, want: false },
  { name: 'a change that the service will abort', next: { key: 'two' }, live: { failsNext: true }, want: false },
  { name: 'as much data as a window waits for', next: { key: 'two' }, live: { gibibytes: 23 * 1024 }, want: true },
  { name: 'more data than a window waits for', next: { key: 'two' }, live: { gibibytes: 24 * 1024 }, want: false },
])('whether an update has to succeed: $name', ({ next, live: more, want }) => {
  expect(updateMustSucceed(stack, { ...stack, ...next }, { ...live, ...more })).toBe(want);
});

test('a scenario has no obstacles where no fault is drawn and permissions take effect in time', () => {
  const drawn = scenarioOf(1);
  const faults = Object.fromEntries(Object.keys(drawn.faults).map((rate) => [rate, 0])) as unknown as FaultProfile;
  expect(isFaultFree(faults)).toBe(true);
  expect(hasNoObstacles({ ...drawn, faults, iamDelayS: 60 })).toBe(true);
  expect(hasNoObstacles({ ...drawn, faults, iamDelayS: 61 })).toBe(false);
  expect(hasNoObstacles({ ...drawn, faults: { ...faults, lost: 1 }, iamDelayS: 0 })).toBe(false);
});

const app: AppChoice = {
  kind: 'rotatable',
  key: 2,
  createdWith: 'default',
  allGenerations: false,
  dropsOldest: false,
  hours: 1,
  bySize: false,
  settings: 0,
  name: 0,
  path: 0,
  removal: 'retain',
  namespaceId: false,
  changeKeyOnCreate: false,
};

interface AppCase {
  readonly name: string;
  readonly next: Partial<AppChoice>;
  readonly windows?: number;
  readonly want: boolean;
}
test.each<AppCase>([
  { name: 'a higher generation', next: { key: 3 }, want: false },
  { name: 'a lower generation', next: { key: 1 }, want: true },
  { name: 'a lower generation on purpose', next: { key: 1, allGenerations: true }, want: false },
  { name: 'the own key', next: { key: OWN_KEY }, want: false },
  { name: 'more windows with another key', next: { key: 3 }, windows: 2, want: true },
  { name: 'more windows alone', next: {}, windows: 2, want: false },
  { name: 'another name', next: { key: 1, name: 1 }, want: false },
  { name: 'the key that it has, whichever that is', next: { key: LIVE_KEY }, windows: 2, want: false },
])('(xiii) whether an update has to be refused: $name', ({ next, windows = 1, want }) => {
  expect(mustBeRefused(app, { ...app, ...next }, { now: 1, next: windows })).toBe(want);
});

test.each<AppCase>([
  { name: 'another key and settings', next: { key: 3, settings: 1 }, want: true },
  { name: 'a lower generation', next: { key: 1 }, want: false },
  { name: 'another path', next: { path: 1 }, want: false },
  { name: 'another createdWith', next: { createdWith: 'own-key' }, want: false },
  { name: 'a key of another account', next: { key: FOREIGN_KEY }, want: false },
])('(ix) whether an update is a plain one: $name', ({ next, want }) => {
  expect(isPlainUpdate(app, { ...app, ...next })).toBe(want);
});

test.each<AppCase>([
  { name: 'a generation', next: {}, want: true },
  { name: 'the own key, which the template names', next: { key: OWN_KEY, createdWith: 'own-key' }, want: true },
  { name: 'a generation, and the template names another key', next: { createdWith: 'own-key' }, want: false },
  { name: 'an AWS-owned key', next: { key: AWS_OWNED, createdWith: 'aws-owned' }, want: true },
  { name: 'a key change alone', next: { kind: 'key-change' }, want: false },
])('(ix) whether a creation is a plain one: $name', ({ next, want }) => {
  expect(isPlainCreation({ ...app, ...next })).toBe(want);
});

const quiet = {
  ...scenarioOf(1),
  iamDelayS: 0,
  faults: Object.fromEntries(Object.keys(scenarioOf(1).faults).map((rate) => [rate, 0])) as unknown as FaultProfile,
};
const back: RollbackSituation = { disruption: 'cancel', isHindered: false, live };

interface RollbackCase { readonly name: string; readonly more: Partial<RollbackSituation>; readonly want: boolean }
test.each<RollbackCase>([
  { name: 'nothing stands in its way', more: {}, want: true },
  { name: 'a dependent has failed', more: { disruption: 'dependent-fails' }, want: true },
  { name: 'no disruption', more: { disruption: undefined }, want: true },
  { name: 'somebody has stopped an execution', more: { disruption: 'execution-stopped' }, want: false },
  { name: 'something hinders it', more: { isHindered: true }, want: false },
  { name: 'there is no namespace', more: { live: undefined }, want: false },
  { name: 'somebody has touched the namespace', more: { live: { ...live, isDisturbed: true } }, want: false },
  { name: 'the service will abort its change', more: { live: { ...live, failsNext: true } }, want: false },
  { name: 'both changes fit into the hour', more: { live: { ...live, gibibytes: 11 * 1024 } }, want: true },
  { name: 'they do not', more: { live: { ...live, gibibytes: 13 * 1024 } }, want: false },
])('(ix) whether a rollback has to end: $name', ({ more, want }) => {
  expect(rollbackMustEnd(quiet, { ...back, ...more })).toBe(want);
  expect(rollbackMustEnd({ ...quiet, faults: { ...quiet.faults, lost: 1 } }, { ...back, ...more })).toBe(false);
});

test('a wrong answer and a clock that is behind are no obstacles', () => {
  const faults = { ...quiet.faults, absences: 30, misreadings: 30, clockSkews: 30 };
  expect(hasNoObstacles({ ...quiet, faults })).toBe(true);
});

test('(xiii) after a disruption by hand the namespace may be on another key', () => {
  expect(keepsKey(undefined)).toBe(true);
  expect(keepsKey({ kind: 'cancel', afterS: 1 })).toBe(true);
  expect(keepsKey({ kind: 'manual-change', key: 1, afterS: 1 })).toBe(false);
});
