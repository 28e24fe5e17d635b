/** The probe as a process: it finds out how each switch of the simulator is set, and leaves nothing behind. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAtEachStep } from './kills';
import { PERMISSIONS } from '../../../cli/probe/permissions';
import { LocalAws } from '../../../simulator/local-aws';
import type { Unknowns } from '../../../simulator/types';
import { scaledCases, slowTest } from '../../scale';
import { environmentOf, operator, passTime, Program, type Ended } from '../process';

interface Answer { readonly id: string; readonly value: unknown; readonly text: string }

/** A refused deletion is tried again as well. */
const LOOKS = ['GetNamespace', 'GetWorkgroup', 'GetSnapshot', 'DeleteNamespace', 'DeleteWorkgroup', 'DeleteSnapshot'];
const READS = /^(Get|List|Describe)/;

let aws: LocalAws;
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'probe-test-')); });
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await aws.stop();
});

const out = () => join(folder, 'answers.json');
const start = (...args: string[]) =>
  new Program(['probe', '--interval', '0.02', ...args], environmentOf(aws, aws.administrator));

/** Virtual time passes with each look at the account. */
async function run(program: Program): Promise<Ended> {
  await passTime(aws, program, LOOKS, 'administrator', 10_000);
  return program.ended;
}

/** What exists and was not there before: keys that wait for their deletion are done with. */
async function left(): Promise<unknown> {
  const list = (operation: string) => aws.call(aws.administrator, 'redshift-serverless', operation, {});
  const { Aliases } = await aws.call(aws.administrator, 'kms', 'ListAliases', {}) as { Aliases: unknown[] };
  return {
    ...await list('ListNamespaces'),
    ...await list('ListWorkgroups'),
    ...await list('ListSnapshots'),
    aliases: Aliases,
    roles: aws.iam.roleNames(),
    keys: aws.kms.allKeys().filter(({ state }) => state !== 'PendingDeletion'),
  };
}
const NOTHING = { namespaces: [], workgroups: [], snapshots: [], aliases: [], roles: [], keys: [] };

interface Case { readonly unknowns: Partial<Unknowns>; readonly want: Readonly<Record<string, unknown>> }
/** Each switch either way, and a third way where it has one. */
const CASES: readonly Case[] = [
  {
    unknowns: {
      keyShownWhileModifying: false, sameKey: 'no-op', lowerCaseStatus: false, staleReads: 0, snapshotsFollowKey: false,
    },
    want: { 'U-2': false, 'U-1': 'no-op', 'API-9': 'upper', 'U-10': 0, 'U-6': 'old' },
  },
  {
    unknowns: {
      keyShownWhileModifying: true, sameKey: 'modifies', lowerCaseStatus: true, staleReads: 4, snapshotsFollowKey: true,
    },
    want: { 'U-2': true, 'U-1': 'modifies', 'API-9': 'lower', 'U-10': 4, 'U-6': 'new' },
  },
  { unknowns: { sameKey: 'refused' }, want: { 'U-1': 'refused' } },
];
const FIND_OUT = 'it finds out how the simulator is set, and leaves nothing: $unknowns';
test.each(scaledCases(CASES, 1))(FIND_OUT, async ({ unknowns, want }) => {
  aws = await LocalAws.start({ unknowns });
  const { code, err } = await run(start('--yes', '--with-workgroup', '--without-roles', '--out', out()));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { answers } = JSON.parse(readFileSync(out(), 'utf8')) as { answers: Answer[] };
  expect(Object.fromEntries(answers.map(({ id, value }) => [id, value]))).toMatchObject(want);
  expect(await left()).toEqual(NOTHING);
});

slowTest('an operator with just the permissions that it lists gets answers, with a workgroup too', async () => {
  aws = await LocalAws.start();
  const caller = operator(aws, [...PERMISSIONS.always, ...PERMISSIONS.withWorkgroup]);
  const args = ['probe', '--interval', '0.02', '--yes', '--with-workgroup', '--without-roles', '--out', out()];
  const program = new Program(args, environmentOf(aws, caller));
  await passTime(aws, program, LOOKS, caller.principal, 10_000);
  expect(await program.ended).toMatchObject({ code: 0, err: '' });
  aws.iam.deleteRole(caller.principal);
  expect(await left()).toEqual(NOTHING);
}, 60_000);

slowTest('killed after any of its calls, it leaves nothing that --clean does not take away', async () => {
  const killedAfter = await killAtEachStep({
    begin: async () => { aws = await LocalAws.start(); return aws; },
    changes: (calls) => calls.filter(({ operation, principal }) =>
      principal === 'administrator' && !READS.test(operation)).length,
    probe: () => start('--yes', '--with-workgroup', '--without-roles'),
    clean: () => start('--clean'),
    run,
    left,
    nothing: NOTHING,
  });
  // two keys, a namespace, a workgroup, a snapshot, an alias, five updates or more, and their deletions
  expect(killedAfter).toBeGreaterThan(15);
}, 240_000);

describe('before it starts', () => {
  beforeEach(async () => { aws = await LocalAws.start(); });

  test('it shows plan and cost, and makes nothing unless the answer is yes', async () => {
    const program = start();
    await program.prints('afterwards everything is deleted');
    program.type('no\n');
    const { code, out: text, err } = await program.ended;
    expect(code).toBe(2);
    expect(text).toMatch(/make: two KMS keys, one empty namespace, 4 to 20 IAM roles that/);
    expect(text).toMatch(/time: up to 48 key changes/);
    expect(text).toMatch(/for roles: iam:CreateRole, PutRolePolicy,/);
    expect(text).toMatch(/U-5: which KMS actions on the old key/);
    expect(text).toMatch(/a KMS key costs 1 USD a month/);
    expect(text).toMatch(/U-1: what does an update to the key/);
    expect(text).not.toMatch(/U-6/);
    expect(text).toMatch(/nothing was made/);
    expect(err).toMatch(/Make these in us-east-1, in the account of your credentials\? Type yes: /);
    expect(aws.calls).toEqual([]);
  });

  slowTest('yes starts it', async () => {
    const program = start('--without-roles');
    await program.prints('afterwards everything is deleted');
    program.type('yes\n');
    const { code, out: text } = await run(program);
    expect(code).toBe(0);
    expect(text).toMatch(/- \*\*U-1\*\* \(probed in us-east-1 on \d{4}-\d\d-\d\d\): what does an update/);
    expect(text).toMatch(/not asked: U-5: which KMS actions on the old key .*leave --without-roles out/);
    expect(await left()).toEqual(NOTHING);
  });
});

test('yes starts it; Ctrl+C says how to clean up, and that does it', async () => {
  aws = await LocalAws.start();
  const program = start();
  await program.prints('afterwards everything is deleted');
  program.type('yes\n');
  const ended = run(program);
  await program.prints('U-9: ');
  program.interrupt();
  expect(await ended).toMatchObject({
    code: 130, err: expect.stringMatching(/interrupted: probe --clean --region us-east-1 deletes .*\n$/) as string,
  });
  expect(await run(start('--clean'))).toMatchObject({ code: 0 });
  expect(await left()).toEqual(NOTHING);
});

test('a call that fails for good ends it, and everything is deleted all the same', async () => {
  aws = await LocalAws.start();
  aws.setFaultPlan(({ operation }) => operation === 'CreateNamespace'
    ? { kind: 'error', code: 'AccessDeniedException', message: 'not here', httpStatus: 403 } : undefined);
  const { code, err } = await run(start('--yes'));
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('not here') as string });
  expect(await left()).toEqual(NOTHING);
});

test('--clean touches nothing that is not of a probe', async () => {
  aws = await LocalAws.start();
  const key = aws.kms.addKey({ alias: 'alias/mine' });
  await aws.call(aws.administrator, 'redshift-serverless', 'CreateNamespace', { namespaceName: 'mine', kmsKeyId: key });
  await aws.clock.advance(60_000);
  const { code, out: text } = await run(start('--clean'));
  expect({ code, text }).toEqual({ code: 0, text: 'nothing of a probe is left\n' });
  expect(aws.redshift.view('mine')?.status).toBe('AVAILABLE');
  expect(aws.kms.key(key)?.state).toBe('Enabled');
});
