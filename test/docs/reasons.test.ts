/** docs/operations.md explains every reason that an engineer can meet, and quotes no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KMSClient } from '@aws-sdk/client-kms';
import { kmsKeys } from '../../src/handler/aws/keys';
import { keyNotFound, usabilityOf, wrongRegion, type KeyDescription } from '../../src/handler/reconcile/key-usability';
import type { KeyObservation } from '../../src/handler/reconcile/observation';
import { reasons } from '../../src/handler/reconcile/reasons';
import type { Remedy } from '../../src/handler/reconcile/remedies';

/** Stands for every argument, in the texts and in the quotes. */
const ANY = '…';
const REMEDIES: readonly Remedy[] = ['deploy', 'continue', 'either'];

/** A text of the product, and what it is called here. */
interface Text { readonly name: string; readonly text: string }

function textsOf(name: string, reason: (...args: string[]) => string): Text[] {
  const args = Array.from({ length: reason.length }, () => ANY);
  const text = reason(...args);
  // No remedy has the name `…`: where one is the last argument, each of them makes a text of its own.
  if (!text.includes('undefined')) { return [{ name, text }]; }
  return REMEDIES.map((remedy) => ({ name, text: reason(...args.slice(0, -1), remedy) }));
}

/** Why a key cannot be used: every rule that describes one. */
async function keyTexts(): Promise<Text[]> {
  const usable: KeyDescription = {
    arn: ANY, state: 'Enabled', spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', manager: 'CUSTOMER',
  };
  const refusal = Object.assign(new Error(ANY), { $metadata: { httpStatusCode: 400 } });
  const kms = { send: () => Promise.reject(refusal) } as unknown as KMSClient;
  const described = await kmsKeys(kms, ANY).describeKey(ANY);
  const observations: readonly [string, KeyObservation | undefined][] = [
    ['not found', keyNotFound(ANY)],
    ['manager', usabilityOf({ ...usable, manager: ANY })],
    ['usage', usabilityOf({ ...usable, usage: ANY })],
    ['spec', usabilityOf({ ...usable, spec: ANY })],
    ['pending deletion', usabilityOf({ ...usable, state: 'PendingDeletion' })],
    ['disabled', usabilityOf({ ...usable, state: 'Disabled' })],
    ['other state', usabilityOf({ ...usable, state: ANY })],
    ['refused', described.kind === 'read' ? described.value : undefined],
  ];
  const arn = `arn:${ANY}:kms:${ANY}:${ANY}`;
  return [
    ...observations.map(([name, key]) => ({ name: `key: ${name}`, text: key?.kind === 'unusable' ? key.reason : '' })),
    { name: 'key: Region', text: wrongRegion(arn, 'eu-west-1')?.replace(arn, ANY) ?? '' },
  ];
}

/** The quotes at the head of each list item below "Why it failed". */
function quotesIn(page: string): string[] {
  const [, section = ''] = /^## Why it failed$([^]*?)^## /m.exec(page) ?? [];
  return section.split(/^ *- /m).slice(1).flatMap((item) => {
    const [head = ''] = /^(`[^`]+`( or )?)+(?=:)/.exec(item.replace(/\s+/g, ' ')) ?? [];
    return [...head.matchAll(/`([^`]+)`/g)].map(([, quote]) => quote);
  });
}

const quotes = quotesIn(readFileSync(join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8'));
const reasonTexts = Object.entries(reasons as unknown as Record<string, (...args: string[]) => string>)
  .flatMap(([name, reason]) => textsOf(name, reason));
let texts: Text[];
/** Names of the texts that hold a quote; of a quote that is a whole text, that one alone. */
function quotedBy(quote: string): string[] {
  const whole = texts.filter(({ text }) => text === quote);
  const holding = whole.length > 0 ? whole : texts.filter(({ text }) => text.includes(quote));
  return [...new Set(holding.map(({ name }) => name))];
}

beforeAll(async () => {
  texts = [...reasonTexts, ...await keyTexts()];
});

test('there are texts and quotes to compare', () => {
  expect(texts.filter(({ text }) => text === '' || text.includes('undefined'))).toEqual([]);
  expect(quotes.length).toBeGreaterThan(30);
});

test('every reason is explained', () => {
  const unexplained = texts.filter(({ text }) => !quotes.some((quote) => text.includes(quote)));
  expect(unexplained).toEqual([]);
});

test.each(quotes)('the quote "%s" stands in exactly one reason, word by word', (quote) => {
  expect(quotedBy(quote)).toHaveLength(1);
});
