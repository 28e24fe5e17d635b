import { CfnResource, Stack } from 'aws-cdk-lib';
import { READS, startWatch } from './support';
import { onGeneration, STACK, World } from '../../stories/world';
import { environmentOf, operator, Program, type Ended } from '../process';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

const start = (args: readonly string[]) => startWatch(world, args);

describe('what cannot be watched ends with 2 and a remedy', () => {
  interface Case {
    readonly name: string;
    readonly args?: readonly string[];
    readonly actions?: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    readonly want: RegExp;
  }
  test.each<Case>([
    { name: 'no such stack', args: ['Nothing'], want: /Nothing could not be read, got: .*does not exist; check the/ },
    {
      name: 'a denied read',
      actions: READS.filter((action) => !action.endsWith('DescribeStackEvents')),
      want: /not authorized.*; permit cloudformation:DescribeStackEvents/,
    },
    { name: 'credentials that are none', env: { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }, want: /; sign in \(aws sso login/ },
    {
      name: 'no credentials',
      env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined },
      want: /; sign in \(aws sso login/,
    },
    { name: 'no Region', env: { AWS_REGION: undefined }, want: /the Region is not known.*; give --region/ },
    { name: 'a Region that is none', args: [STACK, '--region', 'Ireland'], want: /the Region is not valid, got: "I/ },
    { name: 'no stack', args: [], want: /missing required argument 'stack'/ },
    { name: 'an unknown option', args: [STACK, '--jsno'], want: /Did you mean --json\?/ },
    { name: 'an interval of nothing', args: [STACK, '--interval', '0'], want: /--interval must be a number from 0\.1/ },
    { name: 'a picture of no kind', args: [STACK, '--out', 'x.gif'], want: /must end with \.svg or \.png, got: "x/ },
    { name: 'a picture in /proc', args: [STACK, '--out', '/proc/x/y.svg'], want: /--out cannot be written/ },
    { name: 'a picture in no place', args: [STACK, '--out', 'package.json/y.svg'], want: /--out cannot be written/ },
  ])('$name', async ({ args = [STACK], actions = READS, env, want }) => {
    await world.deploy(onGeneration(1));
    const environment = { ...environmentOf(world.aws, operator(world.aws, actions)), ...env };
    const ended: Ended = await new Program(['watch', ...args], environment).ended;
    expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringMatching(want) as string });
  });

  test('a stack without a key change', async () => {
    await world.deploy(world.synth((app) => {
      new CfnResource(new Stack(app, 'Other'), 'Sibling', { type: 'Test::Resource', properties: { Value: 'x' } });
    }, 'Other'));
    const { code, err } = await start(['Other']).ended;
    expect({ code, err }).toEqual({
      code: 2,
      err: 'the stack Other has no key change, got: CREATE_COMPLETE, no resource of the type '
        + 'Custom::RedshiftServerlessNamespaceKeyChange; name the stack that has the RotatableNamespace\n',
    });
  });
});
