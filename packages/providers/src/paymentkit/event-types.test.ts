import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { read } from './simulator/fixtures/changed-fixture.ts';
import { handlers } from './events/index.ts';
import { IGNORED } from './ignored-types.ts';

const names = new URL('../../../../../shared/vectors/paymentkit/event-types-1.27.2.json', import.meta.url);

describe.skipIf(!existsSync(names))('the published names (skipped where ../shared/vectors is absent)', () => {
  const published = existsSync(names) ? (JSON.parse(readFileSync(names, 'utf8')) as string[]) : [];

  it('are all handled, ignored by name, or unknown without an error', () => {
    expect(published).toHaveLength(214);
    for (const type of published.filter((name) => !Object.hasOwn(handlers, name))) {
      expect(read({ type }).outcome).toBe('ignored');
    }
  });

  it('include every name that is handled or ignored here', () => {
    const known = [...Object.keys(handlers), ...Object.keys(IGNORED)];
    expect(known.filter((name) => !published.includes(name))).toEqual([]);
  });
});
