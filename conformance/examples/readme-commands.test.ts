import { commandsUpToSynth } from './readme-commands';

const readme = (...commands: string[]) => ['# An app', '```sh', ...commands, '```', 'Then:', '```ts', 'x', '```']
  .join('\n');

describe('the commands of a README', () => {
  test('are those of its blocks of sh, without comments', () => {
    const text = `${readme('npm install', '', '# the template')}\n${readme('npx cdk synth -c a=b   # writes cdk.out')}`;
    expect(commandsUpToSynth(text)).toEqual(['npm install', 'npx cdk synth -c a=b']);
  });

  const deployments = ['npx cdk deploy', 'npx aws-cdk@2.1148.1 deploy --all', 'npx cdk bootstrap'];
  test.each(deployments)('end before: %s', (deploys) => {
    const text = readme('npm install', 'npx aws-cdk@2.1148.1 synth', deploys, 'npx cdk synth');
    expect(commandsUpToSynth(text)).toEqual(['npm install', 'npx aws-cdk@2.1148.1 synth']);
  });

  test.each([
    ['no command', '# An app', 'no command'],
    ['no synth', readme('npm install', 'npx cdk deploy', 'npx cdk synth'), 'got: npm install'],
    ['an unpinned CLI', readme('npx cdk synth', 'npx aws-cdk deploy'), 'got: npx aws-cdk deploy'],
    ['a CLI pinned to a tag', readme('npx aws-cdk@latest synth'), 'npx aws-cdk@latest synth'],
  ])('are refused: %s', (_, text, message) => {
    expect(() => commandsUpToSynth(text)).toThrow(message);
  });
});
