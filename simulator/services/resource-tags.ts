import { Caller, ServiceError } from '../types';
import { ActingTags } from './acting-tags';
import { Iam } from './iam';
import { Input, optionalTexts, tagContext, tagsOf, text } from './input';

type Tags = Record<string, string>;
type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

/** The tags of namespaces and workgroups. They can be changed during a key change. */
export class ResourceTags {
  public readonly operations: Readonly<Record<string, Operation>> = {
    TagResource: (input, caller) => {
      const added = tagsOf(input, 'tags');
      const tags = this.authorized(input, caller, 'TagResource', tagContext('aws:RequestTag', added));
      this.acting.willChange(tags);
      Object.assign(tags, added);
      return {};
    },
    UntagResource: (input, caller) => {
      const tags = this.authorized(input, caller, 'UntagResource');
      this.acting.willChange(tags);
      for (const key of optionalTexts(input, 'tagKeys') ?? []) { delete tags[key]; }
      return {};
    },
    ListTagsForResource: (input, caller) => {
      const tags = this.authorized(input, caller, 'ListTagsForResource');
      return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
    },
  };

  constructor(
    private readonly iam: Iam, private readonly acting: ActingTags,
    private readonly tagsByArn: (arn: string) => Tags | undefined,
  ) {}

  private authorized(input: Input, caller: Caller, action: string, context: Readonly<Tags> = {}): Tags {
    const arn = text(input, 'resourceArn');
    const tags = this.tagsByArn(arn);
    this.iam.authorize(caller, `redshift-serverless:${action}`, arn, {
      ...tagContext('aws:ResourceTag', tags ? this.acting.of(tags) : {}),
      ...context,
    });
    if (!tags) { throw new ServiceError('ResourceNotFoundException', `The resource with ARN ${arn} was not found.`); }
    return tags;
  }
}
