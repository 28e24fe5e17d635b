/** Members of a request. The schema check has checked their types. */
export type Input = Readonly<Record<string, unknown>>;

export function text(input: Input, member: string): string {
  return String(input[member]);
}

export function optionalText(input: Input, member: string): string | undefined {
  return input[member] === undefined ? undefined : String(input[member]);
}

export function optionalNumber(input: Input, member: string): number | undefined {
  return input[member] === undefined ? undefined : Number(input[member]);
}

export function optionalTexts(input: Input, member: string): string[] | undefined {
  const value = input[member];
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** Tags. Some services name their members `key` and `value`, others `TagKey` and `TagValue`. */
export function tagsOf(input: Input, member: string): Record<string, string> {
  const value = input[member];
  if (!Array.isArray(value)) { return {}; }
  return Object.fromEntries(
    (value as Record<string, unknown>[]).map((tag) => [
      String(tag.key ?? tag.TagKey),
      String(tag.value ?? tag.TagValue ?? ''),
    ]),
  );
}

/** The condition keys of tags. */
export function tagContext(
  prefix: 'aws:ResourceTag' | 'aws:RequestTag',
  tags: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
}
