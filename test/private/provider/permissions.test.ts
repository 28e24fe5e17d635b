import {
  DISPENSABLE, section, UNEXERCISED, usedIn, writeSection, writtenSection, type Row,
} from './permissions-document';
import { keyOf, permitsOf, rolesOf, without, type Permit } from './permits';
import { STORIES, type Story } from './stories';
import type { IamDecision } from '../../../simulator/services/iam';
import { statementMatches, statementsOf } from '../../../simulator/services/iam-policy';
import { slowTest } from '../../scale';
import { World } from '../../stories/world';

/** A story in a world where every permission is there, and what IAM decided meanwhile. */
interface Finished {
  readonly story: Story;
  readonly world: World;
  readonly permits: readonly Permit[];
  readonly decisions: readonly IamDecision[];
}

const finished: Finished[] = [];
const worlds: World[] = [];
/** The permission → the stories that used it. */
const used = new Map<string, Set<string>>();
const all = new Map<string, Permit>();
// Both permissions on the old key, in case the service needs them: [U] in docs/assumptions.md.
const unknowns = { oldKeyRightsNeeded: true };

async function newWorld(): Promise<World> {
  const world = await World.start({ unknowns });
  worlds.push(world);
  return world;
}

beforeAll(async () => {
  for (const story of STORIES) {
    const world = await newWorld();
    const succeeded = await story.run(world, (source) => source);
    if (!succeeded) { throw new Error(`the story '${story.name}' failed: ${JSON.stringify(world.responses())}`); }
    const principals = rolesOf(world).map(({ physicalId }) => physicalId);
    const decisions = world.aws.iam.decisions.filter(({ principal }) => principals.includes(principal));
    const permits = permitsOf(world);
    finished.push({ story, world, permits, decisions });
    for (const permit of permits) { all.set(keyOf(permit), permit); }
    for (const decision of decisions) {
      const permit = permits.find(({ principal, policy, index, action }) =>
        principal === decision.principal && policy === decision.statement?.policy
        && index === decision.statement.index && action === decision.action);
      if (permit) { used.set(keyOf(permit), (used.get(keyOf(permit)) ?? new Set()).add(story.name)); }
    }
  }
});
afterAll(async () => { for (const world of worlds) { await world.stop(); } });

test('nothing that was used is missing', () => {
  const denied = finished.flatMap(({ story, decisions }) => decisions
    .filter(({ allowed }) => !allowed)
    .map(({ action, resource }) => `${story.name}: ${action} on ${resource}`));
  expect(denied).toEqual([]);
});

test('nothing unused is permitted, except what the simulated account cannot exercise', () => {
  expect([...all.keys()].filter((key) => !used.has(key)).sort()).toEqual(Object.keys(UNEXERCISED).sort());
});

test('every permission is written out: no wildcard in an action, nothing but Allow', () => {
  for (const { action, statement } of all.values()) {
    expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
    expect(statement.Effect).toBe('Allow');
    expect(statement).not.toHaveProperty('NotAction');
    expect(statement).not.toHaveProperty('NotResource');
  }
});

test('every condition decides: without its key, or with another value, the request is refused', () => {
  const conditions = new Set<string>();
  for (const { world, decisions, permits } of finished) {
    for (const { principal, action, resource, context, statement: by } of decisions) {
      const permit = permits.find((each) =>
        each.principal === principal && each.policy === by?.policy && each.index === by.index);
      const keys = Object.values(permit?.statement.Condition ?? {}).flatMap((block) => Object.keys(block));
      const documents = Object.values(world.aws.iam.policiesOf(principal));
      for (const key of keys) {
        conditions.add(`${action} ${key}`);
        for (const value of [undefined, 'something else']) {
          const allowed = documents.flatMap((document) => [...statementsOf(document)])
            .some((statement) => statementMatches(statement, action, resource, { ...context, [key]: value }));
          expect({ action, key, value, allowed }).toEqual({ action, key, value, allowed: false });
        }
      }
    }
  }
  expect([...conditions].sort()).toEqual([
    'kms:CreateGrant kms:GrantIsForAWSResource',
    'kms:CreateGrant kms:ViaService',
    'kms:Decrypt kms:ViaService',
    'kms:Encrypt kms:ViaService',
    'kms:GenerateDataKey kms:ViaService',
    'kms:ListGrants kms:GrantIsForAWSResource',
    'kms:ListGrants kms:ViaService',
    'kms:RetireGrant kms:ViaService',
    'kms:RevokeGrant kms:GrantIsForAWSResource',
    'kms:RevokeGrant kms:ViaService',
    'redshift-serverless:UpdateNamespace aws:ResourceTag/cdk-redshift-rotatable-namespace:stack',
  ]);
});

slowTest('a story fails without any one of its permissions, but for the one that an estimate needs', async () => {
  const notNeeded: string[] = [];
  for (const [key, permit] of all) {
    const names = used.get(key);
    if (!names) { continue; }
    const [{ story }] = finished.filter((each) => names.has(each.story.name));
    const world = await newWorld();
    const succeeded = await story.run(world, (source) => without(source, permit)).catch(() => false);
    if (succeeded) { notNeeded.push(`${key} in '${story.name}'`); }
  }
  expect([...new Set(notNeeded.map((each) => each.split(' in ')[0]))]).toEqual(DISPENSABLE);
}, 180_000);

test('docs/compliance.md lists them (UPDATE_DOCS=1 writes it)', () => {
  const useOf = (key: string): string => {
    const stories = used.get(key);
    return stories ? usedIn(stories) : UNEXERCISED[key];
  };
  const rows = [...all].map(([key, permit]): Row => ({ permit, use: useOf(key) }));
  const wanted = section(rows);
  if (process.env.UPDATE_DOCS === '1') { writeSection(wanted); }
  expect(writtenSection().trim()).toBe(wanted.trim());
});
