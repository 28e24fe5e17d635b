import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './examples';

/** What a validator objects to, and where: a construct's path below its stack. */
export interface Finding { readonly rule: string; readonly where: string }

/** A finding that stays, as docs/compliance.md lists it; `*` in `where` stands for anything. */
export interface ListedFinding extends Finding { readonly reason: string }

const HEADING = '## Findings that stay';

/** The rows of the table in docs/compliance.md: | rule | where | why it stays |. */
export function listedFindings(): ListedFinding[] {
  const text = readFileSync(join(ROOT, 'docs', 'compliance.md'), 'utf8');
  const section = text.slice(text.indexOf(HEADING) + HEADING.length).split('\n## ')[0] ?? '';
  return section.split('\n')
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .filter((cells) => cells.length === 3 && /^`.*`$/.test(cells[0] ?? ''))
    .flatMap(([rules = '', places = '', reason = '']) => codes(rules).flatMap((rule) => codes(places).map((where) => ({ rule, where, reason }))));
}

const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

export function isListed({ rule, where }: Finding, listed: Finding): boolean {
  return wildcard(listed.rule).test(rule) && wildcard(listed.where).test(where);
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*/g, '.*')}$`);
}

/** Construct path → path below the stack, without the name that CDK gives the resource itself. */
export function belowStack(constructPath: string): string {
  return constructPath.split('/').slice(1).filter((id, index, ids) => !(index === ids.length - 1 && /^(Resource|Default)$/.test(id))).join('/');
}

/** The construct of a template's resource, below its stack. */
export function whereIs(templateFile: string, logicalId: string): string {
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as { Resources: Record<string, { Metadata?: Record<string, unknown> } | undefined> };
  const path = template.Resources[logicalId]?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? belowStack(path) : logicalId;
}
