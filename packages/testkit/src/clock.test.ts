import { expect, it } from 'vitest';
import { createClock } from './clock.ts';

it('a test clock stands still until it is advanced', () => {
  const clock = createClock('2026-01-31T12:00:00.000Z');
  expect(clock.now().toISOString()).toBe('2026-01-31T12:00:00.000Z');
  clock.advance(90_000);
  expect(clock.now().toISOString()).toBe('2026-01-31T12:01:30.000Z');
});
