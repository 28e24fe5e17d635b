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

function patternOf(kind: string, render: (...values: unknown[]) => string): Pattern {
  const text = render(...Array.from({ length: render.length }, () => GIVEN))
    .replaceAll(`CreatedWith.kmsKeyId('${GIVEN}')`, GIVEN)
    .replaceAll('undefined', GIVEN);
  const parts = text.split(GIVEN);
  return {
    kind,
    // Said only where no update may have been sent.
    text: new RegExp(`^${parts.map(escaped).join('[^]*?')}(?:; nothing was touched)?$`),
    longestPart: parts.reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
    length: parts.join('').length,
  };
}

const PATTERNS: readonly Pattern[] = Object.entries(reasons)
  .flatMap(([kind, render]) =>
    (typeof render === 'function' ? [patternOf(kind, render as (...values: unknown[]) => string)] : []))
  .sort((a, b) => b.length - a.length);

export const RESPONSE_KINDS: readonly string[] = PATTERNS.map(({ kind }) => kind);

/** Which of the product's reasons a response gives. One that quotes another one is itself. */
export function kindOfResponse(body: string): string {
  const { Reason: reason = '' } = JSON.parse(body) as { Reason?: string };
  return PATTERNS.find(({ text, longestPart }) => reason.includes(longestPart) && text.test(reason))?.kind ?? 'other';
}
