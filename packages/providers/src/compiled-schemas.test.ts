import { serializeEvents } from '@payspool/events';
import { describe, expect, it, vi } from 'vitest';
import { openAccount } from './conformance/account-under-test.ts';
import { eventsOf } from './conformance/expectations.ts';
import { fixturesOf } from './conformance/fixtures.ts';
import { mutationsOf } from './conformance/hostility-suite.ts';
import { NOW } from './conformance/subject.ts';
import type { Normalised, Provider } from './contract/index.ts';
import { loadSimulator } from './simulator/index.ts';

/** One of this many bodies with a replaced value is used. Each is read twice, and the hostility suite reads all of them. */
const EVERY = 41;

/** The schemas that would be compiled. */
const asked = new Set<unknown>();

const load = async (): Promise<readonly Provider[]> => {
  const { providers } = await import('./registry.ts');
  const { fake } = await import('./fake/index.ts');
  return [...providers, fake];
};

const compiling = await load();
vi.resetModules();
vi.doMock('@payspool/events', async (original) => ({
  ...(await original<object>()),
  compiled: (schema: unknown) => {
    asked.add(schema);
    return schema;
  },
}));
const interpreting = await load();

const outcomeOf = (normalise: () => Normalised): unknown => {
  try {
    const meaning = normalise();
    return { meaning, stored: serializeEvents(eventsOf(meaning)) };
  } catch (error) {
    const { name, code, path, message } = error as Error & { code: unknown; path: unknown };
    return { name, code, path, message };
  }
};

const subjects = await Promise.all(
  compiling.map(async (provider) => {
    const { slug } = provider;
    const simulator = await loadSimulator(slug);
    const credentials = await simulator.createCredentials({ now: NOW });
    const same = interpreting.find((candidate) => candidate.slug === slug);
    if (!same || same === provider) throw new Error(`${slug} is not there a second time`);
    const account = openAccount({ provider, simulator, credentials });
    const other = openAccount({ provider: same, simulator, credentials });
    return {
      slug,
      fixtures: fixturesOf(slug, simulator),
      encode: simulator.encode ?? ((content: Buffer) => content),
      normalise: (body: Buffer) => outcomeOf(() => account.normalise(body)),
      interpret: (body: Buffer) => outcomeOf(() => other.normalise(body)),
    };
  }),
);

// Compiling only makes reading faster: the meaning, the warnings and the error of each body must stay the same.
describe.each(subjects)('$slug', ({ fixtures, encode, normalise, interpret }) => {
  const bodies = fixtures.map(({ body }) => body);

  it('reads the same with compiled schemas as without them', () => {
    const changed = fixtures.flatMap(({ content }, shift) =>
      [...mutationsOf(content)].filter((_, index) => (index + shift) % EVERY === 0).map(encode),
    );
    expect(changed).not.toHaveLength(0);
    for (const body of [...bodies, ...changed]) expect(normalise(body)).toEqual(interpret(body));
  });

  it('creates no schema for a single event', () => {
    bodies.forEach(interpret);
    const known = asked.size;
    bodies.forEach(interpret);
    expect(known).toBeGreaterThan(0);
    expect(asked.size).toBe(known);
  });
});
