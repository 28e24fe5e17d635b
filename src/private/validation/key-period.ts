import { Token } from 'aws-cdk-lib';
import type { ValidationError } from './validation';

/** The longest periods below ten years, which have 3652 or 3653 days. */
const LONGEST = { months: 119, years: 9, days: 3651 };

/** How much time lies between two key changes. */
export function validatePeriod(unit: keyof typeof LONGEST, count: number): ValidationError {
  const what = `KeyPeriod.${unit}`;
  if (Token.isUnresolved(count)) {
    return `${what} must be known at synth, because it decides which keys are in the template, got: a token; `
      + 'give a number';
  }
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= LONGEST[unit]) {
    return undefined;
  }
  const given = typeof count === 'number' ? String(count) : `'${String(count)}' (a ${typeof count})`;
  return `${what} must be a whole number from 1 to ${LONGEST[unit]} (less than ten years), got: ${given}; `
    + 'give a period in that range';
}
