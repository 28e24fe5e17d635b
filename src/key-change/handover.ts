import * as v from 'valibot';
import { nothingKnown, type Known, type Wish } from './state';

/** A window that comes after another one begins within moments. What is older belongs to another deployment. */
const FRESH_MS = 10 * 60 * 1000;

const handoverSchema = v.object({
  namespaceName: v.string(),
  key: v.string(),
  stackId: v.string(),
  at: v.number(),
  confirmed: v.boolean(),
  ask: v.picklist(['none', 'refused', 'accepted', 'unknown']),
  asks: v.number(),
  askedAt: v.optional(v.number()),
  ran: v.boolean(),
  keyArn: v.optional(v.string()),
});

/** What a window hands on to the next one: JSON, an attribute of the custom resource. No secret is in it. */
export function handOver(wish: Wish, known: Known, now: number, confirmed: boolean): string {
  const { ask, asks, askedAt, ran, keyArn } = known;
  const handover: v.InferOutput<typeof handoverSchema> = {
    namespaceName: wish.namespaceName,
    key: wish.key,
    stackId: wish.request.stackId,
    at: now,
    confirmed,
    ask: ask === 'sending' ? 'unknown' : ask,
    asks,
    askedAt,
    ran,
    keyArn,
  };
  return JSON.stringify(handover);
}

/** What a window knows when it begins. A handover of another wish, or an old one, is worth nothing: it costs time alone. */
export function takeOver(wish: Wish, handover: string | undefined, now: number): Known {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), handoverSchema), handover);
  if (!parsed.success) { return nothingKnown; }
  const { namespaceName, key, stackId, at, confirmed, ask, asks, askedAt, ran, keyArn } = parsed.output;
  const isOurs = namespaceName === wish.namespaceName && key === wish.key && stackId === wish.request.stackId;
  if (!isOurs || now - at > FRESH_MS) { return nothingKnown; }
  return { ...nothingKnown, confirmed, ask, asks, askedAt, ran, keyArn };
}
