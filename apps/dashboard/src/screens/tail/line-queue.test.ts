import { expect, it } from 'vitest';
import { createLineQueue } from './line-queue.ts';

const missed = (count: number) => `missed ${count};`;

it('sends at once what a listener reads', () => {
  const { stream, send } = createLineQueue(missed);
  send('a;');
  send('b;');
  expect(String(stream.read())).toBe('a;b;');
});

it('keeps 200 texts for a listener who does not read, and says how many it left out', () => {
  const { stream, send } = createLineQueue(missed);
  const long = 'x'.repeat(100_000);
  send(long);
  for (let count = 0; count < 540; count += 1) send('y');
  let text = '';
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) text += String(chunk);
  expect(text.slice(long.length)).toBe(`${'y'.repeat(200)}missed 340;`);
  send('z');
  expect(String(stream.read())).toBe('z');
});
