import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CanonicalEvent, canonicalEvent, parseEvents, serializeEvents } from './canonical-event.ts';
import { compiled } from './compiled.ts';
import { isTopic, parsePayload, serializePayload, type Topic, TOPICS } from './topics.ts';

type Json = Record<string, unknown>;

/** The newest recorded samples of one kind of stored data. */
function samplesOf(kind: string): readonly { readonly name: string; readonly stored: Json }[] {
  const folder = new URL(`../samples/${kind}/`, import.meta.url);
  const [newest] = readdirSync(folder)
    .filter((name) => /^v\d+$/.test(name))
    .toSorted((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
  return readdirSync(new URL(`${newest}/`, folder)).flatMap((file) =>
    (JSON.parse(readFileSync(new URL(`${newest}/${file}`, folder), 'utf8')) as Json[]).map((stored) => ({
      name: file.replace('.json', ''),
      stored,
    })),
  );
}

const events = samplesOf('events');
const payloads = samplesOf('payloads').map(({ name, stored }) => {
  if (!isTopic(name)) throw new Error(`${name} is no longer a topic`);
  return { topic: name, stored };
});

const ODD_TEXT = ['', 'a\u0000b', '\ud800', 'x'.repeat(256), '-1', '2026-01-31T12:00:00Z'];
const ODD_NUMBERS = [-1, 0.5, 7, -1n, 1n, 10n ** 38n, 10n ** 60n];
const ODD = [undefined, null, true, [], {}, [[]], ...ODD_TEXT, ...ODD_NUMBERS];

/** One of this many corrupted values is used, because there are tens of thousands. */
const EVERY = 11;

/** Some of the values that differ from this one in a single part: another value there, or an unknown key. */
const someCorrupted = (value: Json, shift: number): Json[] =>
  [...corrupted(value)].filter((_, index) => (index + shift) % EVERY === 0);

function* corrupted(value: Json): Generator<Json> {
  for (const [key, held] of Object.entries(value)) {
    for (const odd of ODD) yield { ...value, [key]: odd };
    if (typeof held === 'object' && held !== null)
      for (const inner of corrupted(held as Json))
        yield { ...value, [key]: Array.isArray(held) ? Object.values(inner) : inner };
  }
  yield { ...value, added: 'x' };
}

/** The result: a value, or the first error. */
const outcomeOf = (work: () => unknown): unknown => {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    return { path: issue?.path, message: issue?.message };
  }
};

describe('a canonical event', () => {
  const Stored = z.array(CanonicalEvent);

  it('is read from its stored form like by the schema, or refused for the same reason', () => {
    expect(events).not.toHaveLength(0);
    for (const [shift, { stored: sample }] of events.entries())
      for (const stored of [sample, ...someCorrupted(sample, shift)])
        expect(outcomeOf(() => parseEvents([stored]))).toEqual(outcomeOf(() => Stored.parse([stored])));
  });

  it('is stored like by the schema', () => {
    for (const event of parseEvents(events.map(({ stored }) => stored)))
      expect(serializeEvents([event])).toEqual([z.encode(CanonicalEvent, event)]);
  });

  it("is checked like by the schema's encoding, or refused for the same reason", () => {
    const outcomes = parseEvents(events.map(({ stored }) => stored)).flatMap(
      ({ type, rank, ...said }, shift) =>
        [said, ...someCorrupted(said, shift)].map((facts) => {
          const fast = outcomeOf(() => serializeEvents([canonicalEvent({ ...facts, type } as never)]));
          // A status decides the rank, even if it is refused.
          const expected = outcomeOf(() => [
            z.encode(CanonicalEvent, withoutAbsent({ ...facts, type, rank: rankIn(fast) ?? rank }) as never),
          ]);
          expect(fast).toEqual(expected);
          return 'value' in (fast as object);
        }),
    );
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
  });

  const withoutAbsent = (facts: Json): Json =>
    Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  const rankIn = (outcome: unknown): unknown => (outcome as { value?: Json[] }).value?.[0]?.['rank'];
});

describe('a payload', () => {
  const schemaOf = (topic: Topic): z.ZodType => TOPICS[topic].schema;

  it('is read like by its schema, or refused for the same reason', () => {
    expect(payloads).not.toHaveLength(0);
    for (const [shift, { topic, stored: sample }] of payloads.entries())
      for (const stored of [sample, ...someCorrupted(sample, shift)].filter(({ version }) => version === 2))
        expect(outcomeOf(() => parsePayload(topic, stored))).toEqual(
          outcomeOf(() => schemaOf(topic).parse(stored)),
        );
  });

  it('is stored like by its schema, or refused for the same reason', () => {
    for (const [shift, { topic, stored }] of payloads.entries()) {
      const sample = parsePayload(topic, stored) as unknown as Json;
      for (const payload of [sample, ...someCorrupted(sample, shift)])
        expect(outcomeOf(() => serializePayload(topic, payload as never))).toEqual(
          outcomeOf(() => z.encode(schemaOf(topic), payload)),
        );
    }
  });
});

describe('a compiled schema', () => {
  it('is the schema itself for the first value, and generated code from the second on', () => {
    const schema = z.object({ id: z.string() });
    expect(compiled(schema)).toBe(schema);
    const fast = compiled(schema);
    expect(fast).not.toBe(schema);
    expect(compiled(schema)).toBe(fast);
    expect(fast.parse({ id: 'a', added: 1 })).toEqual({ id: 'a' });
  });
});

describe('an amount', () => {
  const said = { type: 'payment.pending', occurredAt: '2026-01-31T12:00:00.000Z', paymentRef: 'pi_1' };
  const money = (amountMinor: unknown) => ({ amount: { amountMinor, currency: 'USD', exponent: 2 } });

  it('has at most 38 digits', () => {
    const most = 10n ** 38n - 1n;
    const event = canonicalEvent({ ...said, ...money(most) } as never);
    expect(serializeEvents([event])).toMatchObject([{ amount: { amountMinor: '9'.repeat(38) } }]);
    expect(() => canonicalEvent({ ...said, ...money(most + 1n) } as never)).toThrow(
      /whole number of minor units/,
    );
  });

  it('is not a `number` in code', () => {
    expect(() => canonicalEvent({ ...said, ...money(100) } as never)).toThrow(/amountMinor/);
  });
});
