/** The questions that need roles, as a process: it finds out how the switches of the simulator are set. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAtEachStep } from './kills';
import { KEY_ACTIONS, PERMISSIONS } from '../../../cli/probe/permissions';
import { LocalAws, type LocalAwsOptions } from '../../../simulator/local-aws';
import type { Caller } from '../../../simulator/types';
import { slowTest } from '../../scale';
import { environmentOf, operator, passTime, Program, type Ended } from '../process';

interface Answer {
  readonly id: string; readonly question: string; readonly value: unknown; readonly error: string | null;
}
interface Report {
  readonly answers: readonly Answer[];
  readonly notAsked: readonly { readonly id: string; readonly why: string }[];
}

const STEP_MS = 10_000;
const LOOKS = ['GetNamespace', 'DeleteNamespace'];

let aws: LocalAws;
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'probe-test-')); });
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await aws.stop();
});

const start = (args: readonly string[], caller: Caller = aws.administrator) =>
  new Program(['probe', '--interval', '0.02', '--out', join(folder, 'answers.json'), ...args],
    environmentOf(aws, caller));

async function run(program: Program, principal = 'administrator'): Promise<Ended> {
  await passTime(aws, program, LOOKS, principal, STEP_MS);
  return program.ended;
}

const reportOf = (): Report => JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Report;

/** The answers of the questions about roles. */
function roleAnswers(): Record<string, unknown> {
  const find = (id: string, words: string) =>
    reportOf().answers.find((answer) => answer.id === id && answer.question.includes(words))?.value;
  return {
    old: find('U-5', 'old key'),
    new: find('U-5', 'new key'),
    text: find('API-13', 'who lacks a permission'),
    tagSeconds: find('U-14', 'tag'),
  };
}

/** What is left of a probe: namespaces, keys that are not to be deleted, and roles. */
const left = (names: readonly string[] = []) => ({
  namespaces: aws.redshift.views().map(({ namespaceName }) => namespaceName),
  keys: aws.kms.allKeys().filter(({ state }) => state !== 'PendingDeletion').length,
  roles: aws.iam.roleNames().filter((name) => !names.includes(name)),
});
const NOTHING = { namespaces: [], keys: 0, roles: [] };

const INACCESSIBLE = expect.stringMatching(/^ValidationException: The key '.*' is inaccessible\.$/) as unknown;
const DENIED = expect.stringMatching(/^AccessDeniedException: .* is not authorized to perform: kms:/) as unknown;

/** A number of seconds that begins with a delay, and exceeds it by two looks at most. */
const about = (seconds: number): unknown => ({
  asymmetricMatch: (actual: unknown) =>
    typeof actual === 'number' && actual >= seconds && actual <= seconds + 3 * STEP_MS / 1000,
  toString: () => `about ${seconds} s`,
});

interface Case { readonly options: LocalAwsOptions; readonly want: Readonly<Record<string, unknown>> }
/** Each switch either way. */
const CASES: readonly Case[] = [
  {
    options: { unknowns: { oldKeyRightsNeeded: false, enforcedRights: ['kms:Decrypt'], inaccessibleKeyText: true } },
    want: { old: [], new: ['kms:Decrypt'], text: INACCESSIBLE, tagSeconds: about(0) },
  },
  {
    options: {
      unknowns: {
        oldKeyRightsNeeded: true, enforcedRights: 'all', inaccessibleKeyText: false, tagDelayMs: 45_000,
      },
    },
    want: { old: KEY_ACTIONS, new: KEY_ACTIONS, text: DENIED, tagSeconds: about(45) },
  },
  {
    options: {
      iamDelayMs: 90_000,
      unknowns: {
        oldKeyRightsNeeded: true,
        enforcedRights: ['kms:CreateGrant', 'kms:ListGrants'],
        inaccessibleKeyText: false,
        tagDelayMs: 120_000,
        staleReads: 4,
        lowerCaseStatus: true,
        keyShownWhileModifying: true,
      },
    },
    want: {
      old: ['kms:CreateGrant', 'kms:ListGrants'],
      new: ['kms:CreateGrant', 'kms:ListGrants'],
      text: DENIED,
      tagSeconds: about(120),
    },
  },
  { options: { unknowns: { enforcedRights: 'none' } }, want: { old: [], new: [], text: null, tagSeconds: about(0) } },
  {
    options: { unknowns: { enforcedRights: 'none', tagDelayMs: 3600_000 } },
    want: { old: [], new: [], text: null, tagSeconds: null },
  },
];
slowTest.each(CASES)('it finds out how the simulator is set: $options', async ({ options, want }) => {
  aws = await LocalAws.start(options);
  const { code, err } = await run(start(['--yes']));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(roleAnswers()).toEqual(want);
  expect(left()).toEqual(NOTHING);
}, 120_000);

test('an operator with just the permissions that it lists gets answers', async () => {
  aws = await LocalAws.start({ unknowns: { enforcedRights: 'none' } });
  const caller = operator(aws, [...PERMISSIONS.always, ...PERMISSIONS.withRoles]);
  const { code, out: text, err } = await run(start(['--yes'], caller), caller.principal);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(text).toMatch(/- \*\*U-5\*\* \(probed in us-east-1 on \S+\): which KMS actions on the old key .*: none; a/);
  expect(roleAnswers()).toEqual({ old: [], new: [], text: null, tagSeconds: about(0) });
  expect(left([caller.principal])).toEqual(NOTHING);
}, 60_000);

interface Missing { readonly action: string; readonly want: number; readonly says: RegExp }
const ASKED_WITHOUT_ROLES = 9;
slowTest.each<Missing>([
  { action: 'iam:ListRoles', want: 0, says: /not looked for: roles, got: .*permit iam:ListRoles/ },
  { action: 'iam:CreateRole', want: 0, says: /U-5: .*not asked: .*permit iam:CreateRole to the credentials/ },
  { action: 'iam:PutRolePolicy', want: 0, says: /U-5: .*not asked: .*permit iam:PutRolePolicy to the credentials/ },
  { action: 'sts:AssumeRole', want: 0, says: /U-5: .*not asked: .*permit sts:AssumeRole to the credentials/ },
  { action: 'redshift-serverless:TagResource', want: 1, says: /U-14: .*not answered: .*:TagResource/ },
  { action: 'iam:DeleteRolePolicy', want: 2, says: /not everything could be deleted, .*iam:DeleteRolePolicy/ },
  { action: 'iam:DeleteRole', want: 2, says: /not everything could be deleted, .*iam:DeleteRole/ },
])('without $action, the other questions are answered', async ({ action: missing, want, says }) => {
  aws = await LocalAws.start({ unknowns: { enforcedRights: 'none' } });
  const all = [...PERMISSIONS.always, ...PERMISSIONS.withRoles];
  const caller = operator(aws, all.filter((action) => action !== missing));
  const { code, out: text, err } = await run(start(['--yes'], caller), caller.principal);
  expect({ code, text: `${text}${err}`.replace(/\s+/g, ' ') }).toEqual({
    code: want, text: expect.stringMatching(says) as string,
  });
  const { answers, notAsked } = reportOf();
  expect(answers.filter(({ error }) => error === null).length).toBeGreaterThanOrEqual(ASKED_WITHOUT_ROLES);
  const missed = notAsked.filter(({ why }) => why.includes(missing)).map(({ id }) => id);
  expect(missed).toEqual(want === 0 ? ['U-14', 'U-5', 'U-5', 'API-13'] : []);
  if (want === 2) {
    expect(left([caller.principal])).toMatchObject({ namespaces: [], keys: 0 });
    expect(left([caller.principal]).roles).not.toEqual([]);
    expect(await run(start(['--clean']))).toMatchObject({ code: 0 });
  }
  expect(left([caller.principal])).toEqual(NOTHING);
}, 120_000);

/** Each role has a number, in the order in which they are made: the role of the tag, then the role with everything. */
const updateOf = (call: { readonly operation: string; readonly principal: string }) =>
  (call.operation === 'UpdateNamespace' ? Number(/^rotatable-probe-\w+-(\d+)$/.exec(call.principal)?.[1]) : undefined);

slowTest('a change that is accepted and not carried out shows that an action is needed', async () => {
  aws = await LocalAws.start({ unknowns: { enforcedRights: 'none' } });
  aws.setFaultPlan((call) => {
    // without any on the old key, and without the first action on it
    if ([3, 5].includes(updateOf(call) ?? 0)) { aws.redshift.failNextKeyChange(String(call.input.namespaceName)); }
    return undefined;
  });
  const { code, out: text } = await run(start(['--yes']));
  expect(code).toBe(0);
  expect(roleAnswers()).toMatchObject({ old: KEY_ACTIONS.slice(0, 1), new: [] });
  expect(text.replace(/\s+/g, ' '))
    .toContain(`accepted, but not carried out, without ${KEY_ACTIONS[0]}; possible without`);
  expect(left()).toEqual(NOTHING);
}, 120_000);

slowTest('a role whose permissions never act is not believed', async () => {
  aws = await LocalAws.start();
  aws.setFaultPlan(({ operation, principal }) => (operation === 'GetNamespace' && principal !== 'administrator'
    ? { kind: 'error', code: 'AccessDeniedException', message: 'not yet', httpStatus: 400 } : undefined));
  const { code } = await run(start(['--yes']));
  expect(code).toBe(0);
  expect(reportOf().notAsked.map(({ id }) => id)).toEqual(['U-14', 'U-5', 'U-5', 'API-13', 'U-6']);
  expect(reportOf().notAsked[0]?.why).toMatch(/^the permissions of a new role do not act \(tried for \d+ s\)$/);
  expect(left()).toEqual(NOTHING);
}, 120_000);

slowTest('if every documented action is not enough, it says what the service says', async () => {
  aws = await LocalAws.start({ unknowns: { enforcedRights: 'none' } });
  aws.setFaultPlan((call) => (updateOf(call) === undefined ? undefined : {
    kind: 'error', code: 'AccessDeniedException', message: 'kms:ReEncryptFrom', httpStatus: 400,
  }));
  const { code, out: text } = await run(start(['--yes']));
  expect(code).toBe(1);
  expect(text.replace(/\s+/g, ' ')).toMatch(/U-5: .* a role with every action that AWS documents .*kms:ReEncryptFrom/);
  expect(left()).toEqual(NOTHING);
}, 120_000);

const READS = /^(Get|List|Describe|Assume)/;
slowTest('killed after any call since its first role, it leaves nothing that --clean does not take', async () => {
  const killedAfter = await killAtEachStep({
    begin: async () => {
      aws = await LocalAws.start({ unknowns: { enforcedRights: 'none' } });
      return aws;
    },
    changes: (calls) => {
      const first = calls.findIndex(({ operation }) => operation === 'CreateRole');
      return first < 0 ? 0 : calls.slice(first).filter(({ operation }) => !READS.test(operation)).length;
    },
    probe: () => start(['--yes']),
    clean: () => start(['--clean']),
    run,
    left,
    nothing: NOTHING,
  });
  // four roles with a policy each, four updates and three back, a tag, and the deletions
  expect(killedAfter).toBeGreaterThan(25);
}, 600_000);

test('--clean takes the roles of its Region, and no others', async () => {
  aws = await LocalAws.start();
  const policies = { probe: { Statement: { Effect: 'Allow' as const, Action: 'kms:*', Resource: '*' } } };
  aws.iam.putRole('rotatable-probe-a-1', { path: '/rotatable-probe/us-east-1/', policies });
  aws.iam.putRole('rotatable-probe-a-2', { path: '/rotatable-probe/us-east-1/', policies: {} });
  const others = {
    'rotatable-probe-b-1': '/rotatable-probe/eu-west-1/',
    'rotatable-probe-mine': '/',
    'mine': '/rotatable-probe/us-east-1/',
  };
  for (const [name, path] of Object.entries(others)) { aws.iam.putRole(name, { path, policies }); }
  expect(await run(start(['--clean']))).toMatchObject({
    code: 0,
    out: '  deleted: role rotatable-probe-a-1\n  deleted: role rotatable-probe-a-2\nnothing of a probe is left\n',
  });
  expect(aws.iam.roleNames()).toEqual(Object.keys(others));
});

test('--clean without the permission to list roles says so', async () => {
  aws = await LocalAws.start();
  const caller = operator(aws, PERMISSIONS.always);
  const { code, out: text } = await run(start(['--clean'], caller), caller.principal);
  const says = /^ {2}not looked for: roles, got: .*permit iam:ListRoles\nnothing else of a probe is left\n$/;
  expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(says) as string });
});
