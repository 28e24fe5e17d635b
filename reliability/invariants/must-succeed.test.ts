import { hasNoObstacles, updateMustSucceed, type DesiredNamespace, type LiveNamespace } from './must-succeed';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { isFaultFree, type FaultProfile } from '../scenario/fault-profile';
import { scenarioOf } from '../scenario/generator';

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
