import { type CanonicalEvent, parseEvents, serializeEvents } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { eventsOf, EMAIL, personalDataIn, textsIn } from './expectations.ts';
import type { Subject } from './subject.ts';

/** Tests the meaning of a provider's fixtures. */
export function meaningSuite({ provider, account, fixtures }: Subject): void {
  const { handled, ignored } = provider.eventTypes;

  it('does not list a type as both handled and ignored', () => {
    expect(handled).not.toEqual([]);
    expect(handled.filter((type) => Object.hasOwn(ignored, type))).toEqual([]);
  });

  it('has a fixture of each handled type, whose file name begins with the type', () => {
    const named = fixtures.map(({ name, body }) => ({ name, type: account.normalise(body).type }));
    expect(named.filter(({ name, type }) => name !== type && !name.startsWith(`${type}.`))).toEqual([]);
    expect(handled.filter((type) => !named.some((fixture) => fixture.type === type))).toEqual([]);
  });

  it('makes events of exactly the types that it lists as handled', () => {
    const meanings = fixtures.map(({ body }) => account.normalise(body));
    const typesOf = (outcome: string) => [
      ...new Set(meanings.filter((meaning) => meaning.outcome === outcome).map(({ type }) => type)),
    ];
    const used = [...typesOf('events'), ...typesOf('split')];
    expect(used.filter((type) => !handled.includes(type))).toEqual([]);
    const unused = typesOf('ignored').filter((type) => !used.includes(type));
    expect(unused.filter((type) => handled.includes(type))).toEqual([]);
  });

  describe.each(fixtures)('$name', ({ body, content }) => {
    it('has the same meaning each time, and its events survive storage', () => {
      const meaning = account.normalise(body);
      expect(account.normalise(body)).toEqual(meaning);
      if (meaning.outcome === 'ignored') return;
      const events = eventsOf(meaning);
      expect(events).not.toEqual([]);
      expect(storedAndRead(events)).toEqual(events);
    });

    it('has parts with different short printable keys, if it has parts', () => {
      const meaning = account.normalise(body);
      const keys = meaning.outcome === 'split' ? meaning.parts.map(({ key }) => key) : [];
      expect(keys.filter((key) => !/^[\x21-\x7e]{1,100}$/.test(key))).toEqual([]);
      expect(new Set(keys).size).toBe(keys.length);
    });

    it('gives events without personal data', () => {
      const kept = textsIn(serializeEvents(eventsOf(account.normalise(body))));
      const personal = new Set(personalDataIn(JSON.parse(content.toString())));
      expect(kept.filter((text) => personal.has(text) || EMAIL.test(text))).toEqual([]);
    });
  });
}

function storedAndRead(events: readonly CanonicalEvent[]): CanonicalEvent[] {
  const stored: unknown = JSON.parse(JSON.stringify(serializeEvents(events)));
  return parseEvents(stored);
}
