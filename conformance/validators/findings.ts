import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './examples';

/** A rule that a validator found broken, and where: the path of a construct below its stack. */
export interface Finding { readonly rule: string; readonly where: string }

/** A finding that docs/compliance.md accepts. A `*` stands for anything. */
export interface ListedFinding extends Finding { readonly reason: string }

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Metadata?: Readonly<Record<string, unknown>> } | undefined>>;
}

const HEADING = '## Findings that stay';

/** The rows of the table in docs/compliance.md: | rule | where | why it stays |. */
export function listedFindings(): ListedFinding[] {
  const text = readFileSync(join(ROOT, 'docs', 'compliance.md'), 'utf8');
  const section = text.slice(text.indexOf(HEADING) + HEADING.length).split('\n## ')[0] ?? '';
  return section.split('\n')
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .filter((cells) => cells.length === 3 && /^`.*`$/.test(cells[0] ?? ''))
    .flatMap(findingsOfRow);
}

/** One finding for each pair of a rule and a place in the row. */
function findingsOfRow([rules = '', places = '', reason = '']: string[]): ListedFinding[] {
  return codes(rules).flatMap((rule) => codes(places).map((where) => ({ rule, where, reason })));
}

const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

export function isListed({ rule, where }: Finding, listed: Finding): boolean {
  return wildcard(listed.rule).test(rule) && wildcard(listed.where).test(where);
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*/g, '.*')}$`);
}

/** The path below the stack, without the id that the CDK gives to the resource of a construct. */
export function belowStack(constructPath: string): string {
  return constructPath.split('/').slice(1).join('/').replace(/(^|\/)(Resource|Default)$/, '');
}

/** The path of a resource's construct below its stack. */
export function whereIs(templateFile: string, logicalId: string): string {
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as Template;
  const path = template.Resources[logicalId]?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? belowStack(path) : logicalId;
}
