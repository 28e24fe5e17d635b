import { reasons } from '../../src/handler/reconcile/reasons';

const GIVEN = '\u0000';

/** How the texts of one kind of reason look. */
interface Pattern {
  readonly kind: string;
  readonly text: RegExp;
  readonly longestPart: string;
  readonly length: number;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What the last value may be besides a text: a choice between fixed texts. */
const CHOICES = [GIVEN, 'deploy', 'continue', 'either', true, false];

/** One pattern for each choice. A choice that the reason does not know gives no text. */
function patternsOf(kind: string, render: (...values: unknown[]) => string): Pattern[] {
  const values = Array.from({ length: Math.max(0, render.length - 1) }, () => GIVEN);
  const texts = new Set(CHOICES.map((choice) => render(...values, choice)));
  return [...texts].filter((text) => !text.includes('undefined')).map((text) => patternOf(kind, text));
}

function patternOf(kind: string, rendered: string): Pattern {
  const parts = rendered.replaceAll(`CreatedWith.kmsKeyId('${GIVEN}')`, GIVEN).split(GIVEN);
  return {
    kind,
    text: new RegExp(`^${parts.map(escaped).join('[^]*?')}$`),
    longestPart: parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
    length: parts.join('').length,
  };
}

const PATTERNS: readonly Pattern[] = Object.entries(reasons)
  .flatMap(([kind, render]) =>
    (typeof render === 'function' ? patternsOf(kind, render as (...values: unknown[]) => string) : []))
  .sort((a, b) => b.length - a.length);

export const RESPONSE_KINDS: readonly string[] = [...new Set(PATTERNS.map(({ kind }) => kind))];

/** Which of the product's reasons a response gives. One that quotes another one is itself. */
export function kindOfResponse(body: string): string {
  const { Reason: reason = '' } = JSON.parse(body) as { Reason?: string };
  return PATTERNS.find(({ text, longestPart }) => reason.includes(longestPart) && text.test(reason))?.kind ?? 'other';
}
