import { expect, it } from 'vitest';
import { createProvenSources } from './keep-room.ts';

it('the list contains the sources that have sent a verified delivery, and no others', () => {
  const sources = createProvenSources();
  expect(sources.isEmpty()).toBe(true);
  sources.add(undefined);
  expect(sources.isEmpty()).toBe(true);
  sources.add('192.0.2.1');
  expect([
    sources.isEmpty(),
    sources.has('192.0.2.1'),
    sources.has('192.0.2.2'),
    sources.has(undefined),
  ]).toEqual([false, true, false, false]);
});

it('a full list drops the source that has not sent one for the longest time', () => {
  const sources = createProvenSources(2);
  for (const source of ['a', 'b', 'a', 'c']) sources.add(source);
  expect(['a', 'b', 'c'].map(sources.has)).toEqual([true, false, true]);
});
