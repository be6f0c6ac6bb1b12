import { expect, it } from 'vitest';
import { createBoundedMap } from './bounded-map.ts';

it('keeps at most its maximum number of entries, and drops the least recently used one', () => {
  const map = createBoundedMap<number>(3);
  for (let index = 0; index < 100_000; index += 1) {
    map.set(`k${index}`, index);
    map.get('k0');
  }
  expect(map.size).toBe(3);
  expect(['k0', 'k99997', 'k99998', 'k99999'].map(map.get)).toEqual([0, undefined, 99_998, 99_999]);
});

it('counts an entry once if it is set again', () => {
  const map = createBoundedMap<number>(2);
  map.set('a', 1);
  map.set('b', 1);
  map.set('a', 2);
  expect([map.size, map.get('a'), map.get('b')]).toEqual([2, 2, 1]);
  map.delete('a');
  expect([map.size, map.get('a')]).toEqual([1, undefined]);
});
