import { parseEvents, serializeEvents } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { EMAIL, personalDataIn, textsIn } from './personal-data.ts';
import type { Subject } from './subject.ts';

/** What a provider's fixtures mean. */
export function meaningSuite({ provider, account, fixtures }: Subject): void {
  it('has fixtures', () => {
    expect(fixtures).not.toEqual([]);
  });

  it('makes events of the types that it says it handles, and of no other', async () => {
    const { HANDLED } = (await import(`../${provider.slug}/event-types.ts`)) as {
      HANDLED: readonly string[];
    };
    const meanings = fixtures.map(({ body }) => account.normalise(body));
    const typesOf = (outcome: string) => [
      ...new Set(meanings.filter((meaning) => meaning.outcome === outcome).map(({ type }) => type)),
    ];
    expect(typesOf('events').filter((type) => !HANDLED.includes(type))).toEqual([]);
    const unused = typesOf('ignored').filter((type) => !typesOf('events').includes(type));
    expect(unused.filter((type) => HANDLED.includes(type))).toEqual([]);
  });

  describe.each(fixtures)('$name', ({ body }) => {
    it('means the same each time, in events of the canonical form', () => {
      const meaning = account.normalise(body);
      expect(account.normalise(body)).toEqual(meaning);
      if (meaning.outcome === 'ignored') return;
      expect(meaning.events).not.toEqual([]);
      const stored: unknown = JSON.parse(JSON.stringify(serializeEvents([...meaning.events])));
      expect(parseEvents(stored)).toEqual(meaning.events);
    });

    it('leaves its personal data behind', () => {
      const meaning = account.normalise(body);
      const kept = meaning.outcome === 'events' ? textsIn(serializeEvents([...meaning.events])) : [];
      const personal = new Set(personalDataIn(JSON.parse(body.toString())));
      expect(kept.filter((text) => personal.has(text) || EMAIL.test(text))).toEqual([]);
    });
  });
}
