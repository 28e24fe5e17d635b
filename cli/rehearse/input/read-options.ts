import { InvalidArgumentError } from 'commander';
import { parseSize, type DataSize } from '../../terminal/size';
import { UsageError } from '../../terminal/usage-error';

/** Reads a size for commander, which adds the name of the option to the error. */
export function sizeOption(text: string): DataSize {
  try {
    return parseSize(text);
  } catch (error) {
    throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
  }
}

const SLOWNESS: Readonly<Record<string, number>> = { typical: 1, half: 2, third: 3 };

export function paceOption(text: string): number {
  const slowness = Object.hasOwn(SLOWNESS, text) ? SLOWNESS[text] : undefined;
  if (slowness === undefined) {
    throw new InvalidArgumentError(`it is one of ${Object.keys(SLOWNESS).join(', ')}`);
  }
  return slowness;
}

export function minutesOption(text: string): number {
  const minutes = Number(text);
  if (text.trim() === '' || !(minutes >= 0 && minutes <= 10_000)) {
    throw new InvalidArgumentError('give minutes of virtual time, such as 20 or 0.5');
  }
  return minutes;
}

/** Collects `NAME=VALUE`, each time that the option is given. */
export function pairOption(example: string) {
  return (text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
    const at = text.indexOf('=');
    if (at < 1) { throw new InvalidArgumentError(`give a name and a value, such as ${example}`); }
    return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  };
}

export function idOption(text: string): string {
  if (!/^[A-Za-z0-9]{1,255}$/.test(text)) {
    throw new InvalidArgumentError('it is the logical id of a resource: letters and digits');
  }
  return text;
}
