import { parse, type CollectionTag, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { CannotRehearse } from './cannot-rehearse';
import { isRecord, type Json } from './read-json';

/** Short forms of YAML templates: `!Ref`, `!GetAtt`, `!Sub` … */
const FUNCTIONS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join', 'Not',
  'Or', 'Ref', 'Select', 'Split', 'Sub', 'Transform',
];
const LONG: Readonly<Record<string, string>> = { Ref: 'Ref', Condition: 'Condition' };

const TAGS: readonly (ScalarTag | CollectionTag)[] = FUNCTIONS.flatMap((name) => {
  const long = LONG[name] ?? `Fn::${name}`;
  const call = (argument: unknown) => ({ [long]: argument });
  return [
    {
      tag: `!${name}`,
      resolve: (text: string) => call(name === 'GetAtt' ? splitOnce(text) : text) as unknown as string,
    },
    { tag: `!${name}`, collection: 'seq', nodeClass: YAMLSeq, resolve: (node: YAMLSeq) => call(node.toJSON()) },
    { tag: `!${name}`, collection: 'map', nodeClass: YAMLMap, resolve: (node: YAMLMap) => call(node.toJSON()) },
  ] as (ScalarTag | CollectionTag)[];
});

function splitOnce(text: string): readonly string[] {
  const at = text.indexOf('.');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Reads a template: JSON or YAML, or what `aws cloudformation get-template` prints. */
export function parseTemplate(text: string, where: string): Json {
  const value = isJson(text) ? fromJson(text, where) : fromYaml(text, where);
  const body = isRecord(value) && 'TemplateBody' in value ? value.TemplateBody : value;
  if (typeof body === 'string') { return parseTemplate(body, where); }
  if (!isRecord(body) || !isRecord(body.Resources)) {
    throw new CannotRehearse(`${where} is no CloudFormation template: it has no Resources`);
  }
  return body;
}

const isJson = (text: string): boolean => /^\s*[{[]/.test(text);

function fromJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotRehearse(`${where} is not valid JSON: ${(error as Error).message}`);
  }
}

function fromYaml(text: string, where: string): unknown {
  try {
    // CloudFormation reads YAML 1.1 without aliases.
    const value: unknown = parse(text, { customTags: [...TAGS], maxAliasCount: 0, logLevel: 'error' });
    return JSON.parse(JSON.stringify(value ?? null));
  } catch (error) {
    throw new CannotRehearse(`${where} is not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}
