/** A command that needs an AWS account. */
const DEPLOYS = /\bcdk(@[\d.]+)? (deploy|bootstrap|destroy|import|watch)\b/;
const SYNTHESIZES = /\bcdk(@[\d.]+)? synth\b/;
/** `npx cdk` is pinned by package.json, and `npx aws-cdk` by what follows it. */
const UNPINNED_CLI = /\bnpx aws-cdk(?!@\d+\.\d+\.\d+\b)/;

/**
 * The commands of an example's README, line by line, up to the first that needs an AWS account.
 *
 * @throws if there is no `cdk synth` before that, or the version of the CDK CLI is left open
 */
export function commandsUpToSynth(readme: string): string[] {
  const lines = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, code]) => code.split('\n'))
    .map((line) => line.replace(/(^|\s+)#.*$/, ''))
    .filter((line) => line.trim() !== '');
  const deploys = lines.findIndex((line) => DEPLOYS.test(line));
  const commands = deploys < 0 ? lines : lines.slice(0, deploys);
  if (!commands.some((line) => SYNTHESIZES.test(line))) {
    throw new Error("the README must have 'cdk synth' in a block of sh, before anything that needs an AWS account, "
      + `got: ${commands.join('; ') || 'no command'}`);
  }
  const unpinned = lines.find((line) => UNPINNED_CLI.test(line));
  if (unpinned !== undefined) {
    throw new Error(`the README must name the version of the CDK CLI, got: ${unpinned}; write npx aws-cdk@<version>`);
  }
  return commands;
}
