import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EVENT_KEY, expectNothingWorseThanUnusable, expectRefused } from './expectations.ts';
import { NOW, type Subject } from './subject.ts';

/**
 * Tests bodies that no provider sends, but that an attacker may post.
 *
 * @param every of so many invalid bodies one is tried, another one in each run; 1 tries all
 */
export function hostilitySuite(subject: Subject, { every }: { readonly every: number }): void {
  const shift = randomInt(every);
  const { provider, simulator, account, stranger, fixtures } = subject;

  describe.each(Object.entries(HOSTILE_BODIES))('a body that is %s', (_, body) => {
    it('is verified and identified without an exception', async () => {
      const signed = account.sign(body, NOW);
      expect(await account.verify(signed, NOW)).toHaveProperty('authentic');
      expect(provider.identify(signed).eventKey).toMatch(EVENT_KEY);
      expectRefused(subject, await account.verify(stranger.sign(body, NOW), NOW));
    });

    it('causes at most an UnusableEventError', () => {
      expectNothingWorseThanUnusable(subject, body);
    });
  });

  it.each(fixtures)(
    `$name with any one value replaced (number ${shift} of every ${every}) causes at most an UnusableEventError`,
    ({ content }) => {
      for (const [index, mutated] of [...mutationsOf(content)].entries()) {
        if ((index + shift) % every !== 0) continue;
        const changed = simulator.encode?.(mutated) ?? mutated;
        expectNothingWorseThanUnusable(subject, changed);
        expect(provider.identify({ headers: {}, body: changed }).eventKey).toMatch(EVENT_KEY);
      }
    },
  );
}

const DEPTH = 100_000;
const NESTED = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;

/** Bodies that no provider sends, but that an attacker may post. */
const HOSTILE_BODIES: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.of(),
  'an open brace': Buffer.from('{'),
  'an array': Buffer.from('[]'),
  'an object': Buffer.from('{}'),
  null: Buffer.from('null'),
  'a string': Buffer.from('"x"'),
  'a number': Buffer.from('1e999'),
  'a prototype': Buffer.from('{"__proto__":1}'),
  'a prototype with a type': Buffer.from('{"__proto__":{"id":"evt_1","type":"payment.updated","data":{}}}'),
  'a type called __proto__': Buffer.from(
    '{"id":"__proto__","type":"__proto__","event":"__proto__","event_type":"__proto__","kind":"__proto__"}',
  ),
  'open brackets, very deep': Buffer.from('['.repeat(DEPTH)),
  'nesting, very deep': Buffer.from(NESTED),
  'a field that is nested very deep': Buffer.from(`{"id":"evt_1","data":${NESTED}}`),
  'invalid UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'a NUL': Buffer.from('{"id":"a\u0000b"}'),
  'an escaped NUL': Buffer.from(
    '{"id":"a\\u0000b","type":"a\\u0000b","event":"a\\u0000b","order_id":"a\\u0000b"}',
  ),
  'a lone surrogate': Buffer.from(
    '{"id":"\\ud800","type":"\\udfff","event":"\\ud800","event_type":"\\ud800"}',
  ),
  'duplicate keys': Buffer.from('{"id":"evt_1","id":"evt_2","type":"a","type":"b","event":"a","event":"b"}'),
  'a megabyte of letters': Buffer.alloc(1024 * 1024, 'a'),
  'a megabyte of ampersands': Buffer.alloc(1024 * 1024, 'a=b&'),
  'a long id': Buffer.from(`{"id":"${'a'.repeat(100_000)}","type":"${'a'.repeat(100_000)}"}`),
};

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  '',
  '__proto__',
  'a\u0000b',
  '\ud800',
  -1,
  1e21,
  0.5,
  [],
  {},
  true,
];

/** Copies of the body, each with one of its values replaced by an invalid one. */
export function* mutationsOf(body: Buffer): Generator<Buffer> {
  const json: unknown = JSON.parse(body.toString());
  for (const [container, key] of placesIn(json)) {
    const original = container[key];
    for (const value of HOSTILE_VALUES) {
      container[key] = value;
      yield Buffer.from(JSON.stringify(json));
    }
    container[key] = original;
  }
}

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every value within a value: its object or array, and its key there. */
const placesIn = (value: unknown): readonly (readonly [Record<string, unknown>, string])[] =>
  isContainer(value)
    ? Object.entries(value).flatMap(([key, child]) => [[value, key] as const, ...placesIn(child)])
    : [];
