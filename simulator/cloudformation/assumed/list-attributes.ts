import { isRecord } from '../host';

/** Attributes that a template takes items of, as `<logical id>.<attribute>`: they are lists. */
export function listAttributesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) { return value.flatMap(listAttributesOf); }
  if (!isRecord(value)) { return []; }
  const list = [value['Fn::Select'], value['Fn::Join']].flatMap((argument) =>
    Array.isArray(argument) && isRecord(argument[1]) ? attributeIn(argument[1]) : []);
  return [...list, ...Object.values(value).flatMap(listAttributesOf)];
}

function attributeIn(call: Readonly<Record<string, unknown>>): readonly string[] {
  const argument = call['Fn::GetAtt'];
  if (typeof argument === 'string') { return [argument]; }
  return Array.isArray(argument) && argument.every((part) => typeof part === 'string') ? [argument.join('.')] : [];
}
