import { Assumptions } from './assumed/assumptions';
import { Bench, plain, stackOf } from './fake-host';
import type { Json } from './host';
import type { StackSource } from './source';

/** A root with a nested stack, and a resource that needs it. */
function source(nested: Json, { last = {} }: { readonly last?: Json } = {}): StackSource {
  const key = JSON.stringify(nested);
  return {
    ...stackOf({
      Nested: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: key, Parameters: { Given: 'from the root' } },
      },
      Last: plain({ Value: { 'Fn::GetAtt': ['Nested', 'Outputs.Out'] }, ...last }),
    }),
    nestedTemplate: (url) => url === key ? nested : undefined,
  };
}

const template = (value: string, more: Json = {}): Json => ({
  Parameters: { Given: { Type: 'String' } },
  Resources: { Inner: plain({ Value: value, ...more }) },
  Outputs: { Out: { Value: { 'Fn::Join': ['', [{ Ref: 'Given' }, value]] } } },
});

let bench: Bench;
beforeEach(() => {
  bench = new Bench({ assumptions: new Assumptions({ works: () => false, customResourceTypes: [] }) });
});
const deploy = (...args: Parameters<typeof source>) => bench.run(bench.cfn.deploy(source(...args)));
const nestedId = () => bench.cfn.describe('Stack').resources.Nested.physicalId ?? '';
const nestedStatuses = () => (bench.cfn.eventsOf(nestedId()) ?? [])
  .filter(({ type }) => type === 'AWS::CloudFormation::Stack').map(({ status }) => status);
const innerValue = () => bench.cfn.resourcesOf(nestedId())?.[0].properties.Value;

test('it is created with parameters, and its outputs are attributes', async () => {
  expect(await deploy(template('1'))).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(bench.cfn.describe('Stack').resources.Last.properties.Value).toBe('from the root1');
  expect(nestedStatuses()).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
});

test('its clean-up waits for the root', async () => {
  await deploy(template('1'));
  expect(await deploy(template('2'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(nestedStatuses().slice(2)).toEqual([
    'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE',
  ]);
  const rootDone = bench.cfn.events('Stack').findLast(({ status }) => status === 'UPDATE_COMPLETE')?.at ?? Infinity;
  const nestedDone = bench.cfn.eventsOf(nestedId())?.at(-1)?.at ?? 0;
  expect(nestedDone).toBeGreaterThanOrEqual(rootDone);
});

test('it is rolled back with its root', async () => {
  await deploy(template('1'));
  expect(await deploy(template('2'), { last: { FailOn: 'update' } })).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE',
  });
  expect(nestedStatuses().at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(innerValue()).toBe('1');
  expect(await deploy(template('3'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(innerValue()).toBe('3');
});

test('a failure inside fails the root, and both are rolled back', async () => {
  await deploy(template('1'));
  const outcome = await deploy(template('2', { FailOn: 'update' }));
  expect(outcome).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(outcome.cause).toMatch(/^Embedded stack \S+ was not successfully updated: /);
  expect(innerValue()).toBe('1');
});

test('a cancelled update reaches the nested stack', async () => {
  await deploy(template('1', { Seconds: 600 }));
  const update = bench.cfn.deploy(source(template('2', { Seconds: 600 })));
  await bench.host.clock.advance(60_000);
  await bench.run(bench.cfn.cancelUpdate('Stack'));
  expect(await bench.run(update)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(innerValue()).toBe('1');
});

test('it is deleted with its root, and a template that is not there fails it', async () => {
  await deploy(template('1'));
  const id = nestedId();
  expect(await bench.run(bench.cfn.deleteStack('Stack'))).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(bench.cfn.statusOf(id)).toBe('DELETE_COMPLETE');
  const missing = { ...source(template('1')), nestedTemplate: undefined };
  expect(await bench.run(bench.cfn.deploy(missing))).toMatchObject({
    status: 'ROLLBACK_COMPLETE', cause: expect.stringContaining('there is no such template'),
  });
});
