import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Diagnostic } from './diagnostics';

/** A diagnostic, and the construct that it is about. */
export interface Finding {
  readonly construct: IConstruct;
  readonly diagnostic: Diagnostic;
}

/** An error as the engineer reads it: the text, then the id to look up in docs/guards.md. */
export const errorText = ({ id, text }: Diagnostic): string => `${text} [${id}]`;

/**
 * Reports warnings and information as annotations, which the CDK CLI prints with the path and which can be
 * acknowledged.
 *
 * @returns the texts of the errors, for `addValidation`
 */
export function report(findings: readonly Finding[]): string[] {
  for (const { construct, diagnostic: { id, level, text } } of findings) {
    if (level === 'warning') { Annotations.of(construct).addWarningV2(id, text); }
    if (level === 'info') { Annotations.of(construct).addInfoV2(id, text); }
  }
  const errors = findings.filter(({ diagnostic }) => diagnostic.level === 'error');
  return [...new Set(errors.map(({ diagnostic }) => errorText(diagnostic)))];
}
