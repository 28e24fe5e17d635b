import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { rehearseCommand } from '../../../cli/rehearse/rehearse-command';

const FOLDER = join(__dirname, '..', '..', '..', 'docs', 'rehearse-pull-request');

const textsIn = (value: unknown): string[] => typeof value === 'string'
  ? [value]
  : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];

test.each(['github-actions.yml', 'buildspec.yml'])('%s calls the program with options that it has', (name) => {
  const texts = textsIn(parse(readFileSync(join(FOLDER, name), 'utf8')));
  const [call] = texts.filter((text) => text.includes('cdk-redshift-rotatable-namespace rehearse'));
  const [, args] = /rehearse (.*) > rehearsal\.json$/.exec(call) ?? [];
  const command = rehearseCommand().exitOverride();
  expect(command.parseOptions(args.split(' '))).toEqual({ operands: [], unknown: [] });
  expect(command.opts()).toMatchObject({ stack: 'Warehouse', size: { text: '40 TiB' }, json: true, out: 'rehearsal' });
  // What --out names is kept as an artifact.
  expect(texts.some((text) => text.includes('rehearsal') && text !== call)).toBe(true);
});
