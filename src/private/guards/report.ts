import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { GuardMessage } from './messages';

/** A message about a construct. */
export interface Finding {
  readonly at: IConstruct;
  readonly message: GuardMessage;
}

/** An error as the engineer reads it: the text, then the id to look up in docs/guards.md. */
export const errorText = ({ id, text }: GuardMessage): string => `${text} [${id}]`;

/**
 * Tells warnings and information by annotations, which the CDK CLI prints with the path and which can be acknowledged.
 *
 * @returns the texts of the errors, for `addValidation`
 */
export function report(findings: readonly Finding[]): string[] {
  const errors = new Set<string>();
  for (const { at, message } of findings) {
    switch (message.level) {
      case 'error': errors.add(errorText(message)); break;
      case 'warning': warn(at, message); break;
      case 'info': Annotations.of(at).addInfoV2(message.id, message.text); break;
    }
  }
  return [...errors];
}

export function warn(at: IConstruct, { id, text }: GuardMessage): void {
  Annotations.of(at).addWarningV2(id, text);
}
