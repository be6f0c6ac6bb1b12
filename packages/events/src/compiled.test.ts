import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CanonicalEvent, canonicalEvent, parseEvents, serializeEvents } from './canonical-event.ts';
import { compiled } from './compiled.ts';

type Json = Record<string, unknown>;

const SAMPLES = new URL('../samples/events/', import.meta.url);
const newest = readdirSync(SAMPLES)
  .filter((name) => /^v\d+$/.test(name))
  .toSorted((a, b) => Number(b.slice(1)) - Number(a.slice(1)))[0];
const samples = readdirSync(new URL(`${newest}/`, SAMPLES)).flatMap(
  (name) => JSON.parse(readFileSync(new URL(`${newest}/${name}`, SAMPLES), 'utf8')) as Json[],
);

const ODD = [
  undefined,
  null,
  '',
  'a\u0000b',
  '\ud800',
  'x'.repeat(256),
  '-1',
  -1,
  0.5,
  7,
  true,
  [],
  {},
  [[]],
];

/** One in so many of the corrupted events: there are some thirty thousand. */
const EVERY = 7;

/** A stored event again and again, each time with one of its values replaced by another, or with a field that no event has. */
function* corrupted(stored: Json): Generator<Json> {
  for (const key of Object.keys(stored)) {
    const held = stored[key];
    for (const odd of ODD) yield { ...stored, [key]: odd };
    if (typeof held === 'object' && held !== null)
      for (const inner of corrupted(held as Json))
        yield { ...stored, [key]: Array.isArray(held) ? Object.values(inner) : inner };
  }
  yield { ...stored, added: 'x' };
}

/** What comes of a value: what was read, or what was wrong. */
const outcomeOf = (read: () => unknown): unknown => {
  try {
    return { read: read() };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { issues: error.issues.map(({ path, message }) => ({ path, message })) };
  }
};

describe('the code of a canonical event', () => {
  const Stored = z.array(CanonicalEvent);

  it('reads a stored event as the schema does, or refuses it for the same reason', () => {
    expect(samples).not.toHaveLength(0);
    for (const [shift, sample] of samples.entries()) {
      const some = [...corrupted(sample)].filter((_, index) => (index + shift) % EVERY === 0);
      for (const stored of [sample, ...some])
        expect(outcomeOf(() => parseEvents([stored]))).toEqual(
          outcomeOf(() => z.decode(Stored, [stored] as never)),
        );
    }
  });

  it('stores an event as the schema does', () => {
    for (const event of parseEvents(samples))
      expect(serializeEvents([event])).toEqual([z.encode(CanonicalEvent, event)]);
  });

  it('checks what a provider says as the schema does, or refuses it for the same reason', () => {
    const checked = (facts: Json): CanonicalEvent => {
      const { rank } = canonicalEvent({ ...facts } as never);
      return z.decode(CanonicalEvent, z.encode(CanonicalEvent, { ...facts, rank } as never));
    };
    for (const { rank: _, ...facts } of parseEvents(samples))
      expect(canonicalEvent(facts as never)).toEqual(checked(facts));
  });

  it.each([
    ['paymentRef', { paymentRef: 'a\u0000b' }],
    ['occurredAt', { occurredAt: '2026-01-31T12:00:00Z' }],
    ['amount.amountMinor', { amount: { amountMinor: 10n ** 38n, currency: 'USD', exponent: 2 } }],
    ['amount.amountMinor', { amount: { amountMinor: 1, currency: 'USD', exponent: 2 } }],
    ['amountRefundedMinor', { amountRefundedMinor: -1n }],
    ['paymentAliases', { paymentAliases: Array.from({ length: 9 }, (_, index) => `ch_${index}`) }],
    ['paymentAliases.0', { paymentAliases: [''] }],
    ['tentative', { tentative: false }],
  ])('refuses a provider that says another %s', (path, wrong) => {
    const said = {
      type: 'payment.pending',
      occurredAt: '2026-01-31T12:00:00.000Z',
      paymentRef: 'pi_1',
      ...wrong,
    };
    expect(outcomeOf(() => canonicalEvent(said as never))).toMatchObject({
      issues: [{ path: path.split('.').map((step) => (step === '0' ? 0 : step)) }],
    });
  });
});

describe('a compiled schema', () => {
  it('is the schema itself for the first value, and code from the second on', () => {
    const schema = z.object({ id: z.string() });
    expect(compiled(schema)).toBe(schema);
    const fast = compiled(schema);
    expect(fast).not.toBe(schema);
    expect(compiled(schema)).toBe(fast);
    expect(fast.parse({ id: 'a', added: 1 })).toEqual({ id: 'a' });
  });
});
