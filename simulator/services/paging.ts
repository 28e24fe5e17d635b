import { Input, optionalNumber, optionalText } from './input';
import { validationException } from './namespace-rules';

const LARGEST_PAGE = 100;

/** One page of a list of Redshift Serverless, under the name of its member, and the token of the next one. */
export function pageOf(member: string, all: readonly unknown[], input: Input): Record<string, unknown> {
  const size = optionalNumber(input, 'maxResults') ?? LARGEST_PAGE;
  const token = optionalText(input, 'nextToken');
  const start = token === undefined ? 0 : Number(/^page-from-(\d+)$/.exec(token)?.[1] ?? NaN);
  if (!(size >= 1 && size <= LARGEST_PAGE) || Number.isNaN(start)) {
    throw validationException('1 validation error detected: maxResults or nextToken is not valid');
  }
  const next = start + size;
  return { [member]: all.slice(start, next), ...(next < all.length && { nextToken: `page-from-${next}` }) };
}
