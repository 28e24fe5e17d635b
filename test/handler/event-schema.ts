import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

const FILE = join(__dirname, '..', '..', 'docs', 'schemas', 'key-change-event.schema.json');
export const eventSchema = JSON.parse(readFileSync(FILE, 'utf8')) as { properties: Record<string, object> };
const validate = new Ajv({ allErrors: true }).compile(eventSchema);

/** What is wrong with the detail of an event, by docs/schemas/key-change-event.schema.json. */
export function eventErrors(detail: unknown): unknown[] {
  // As it arrives: without what is undefined.
  return validate(JSON.parse(JSON.stringify(detail))) ? [] : validate.errors!;
}
