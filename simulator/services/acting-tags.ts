import { Environment } from './environment';

type Tags = Readonly<Record<string, string>>;

/** U-14: a change of tags takes a while until conditions on `aws:ResourceTag` compare with it. */
export class ActingTags {
  private readonly changes = new WeakMap<Tags, { readonly at: number; readonly before: Tags }[]>();

  constructor(private readonly env: Environment) {}

  /** Called before the tags of a resource are changed. */
  public willChange(tags: Tags): void {
    const known = this.changes.get(tags) ?? [];
    this.changes.set(tags, [...known, { at: this.env.clock.now(), before: { ...tags } }]);
  }

  /** What a condition compares with now: the tags without the changes that do not act yet. */
  public of(tags: Tags): Tags {
    const delayMs = this.env.unknowns.tagDelayMs ?? 0;
    const pending = (this.changes.get(tags) ?? []).find(({ at }) => at + delayMs > this.env.clock.now());
    return pending?.before ?? tags;
  }
}
