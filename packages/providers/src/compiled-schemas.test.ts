import { serializeEvents } from '@payspool/events';
import { describe, expect, it, vi } from 'vitest';
import { eventsOf } from './conformance/events-of.ts';
import { mutationsOf } from './conformance/hostile-bodies.ts';
import { subjectOf } from './conformance/subject.ts';
import type { Normalised } from './contract/index.ts';

/** One in so many of the bodies with one value replaced: each is read twice, and the hostility suite reads all of them. */
const EVERY = 23;

const compiling = await import('./registry.ts');
vi.resetModules();
vi.doMock('@payspool/events', async (original) => ({
  ...(await original<object>()),
  compiled: (schema: unknown) => schema,
}));
const interpreting = await import('./registry.ts');

const outcomeOf = (normalise: () => Normalised): unknown => {
  try {
    const meaning = normalise();
    return { meaning, stored: serializeEvents(eventsOf(meaning)) };
  } catch (error) {
    const { name, code, path, message } = error as Error & { code: unknown; path: unknown };
    return { name, code, path, message };
  }
};

// What is compiled is for speed alone: without it every body has the same meaning, the same warnings and the same error.
describe.each(compiling.providers.map((provider) => [provider.slug, provider] as const))(
  '%s',
  (slug, provider) => {
    const other = interpreting.providers.find((candidate) => candidate.slug === slug);

    it('means the same to compiled schemas as to the schemas themselves', async () => {
      if (!other) throw new Error(`${slug} is missing`);
      expect(other).not.toBe(provider);
      const { account, fixtures } = await subjectOf(provider);
      const reference = await subjectOf({ ...other, simulator: provider.simulator });
      const changed = fixtures.flatMap(({ body }, shift) =>
        [...mutationsOf(body)].filter((_, index) => (index + shift) % EVERY === 0),
      );
      expect(changed).not.toHaveLength(0);
      for (const body of [...fixtures.map((fixture) => fixture.body), ...changed])
        expect(outcomeOf(() => account.normalise(body))).toEqual(
          outcomeOf(() => reference.account.normalise(body)),
        );
    });
  },
);
