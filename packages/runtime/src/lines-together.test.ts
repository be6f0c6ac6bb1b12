import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { linesTogether } from './standard-output.ts';

function output() {
  const writes: string[] = [];
  let flushed = 0;
  const lines = linesTogether({
    write: (text) => void writes.push(text),
    flush: () => void (flushed += 1),
  });
  return { writes, lines, flushes: () => flushed };
}

it('the lines of one turn of the event loop are written at once, and in order', async () => {
  const { writes, lines } = output();
  lines.write('one\n');
  lines.write('two\n');
  expect(writes).toEqual([]);
  await turn();
  expect(writes).toEqual(['one\ntwo\n']);
  lines.write('three\n');
  await turn();
  expect(writes).toEqual(['one\ntwo\n', 'three\n']);
});

it('buffered lines are written before the process ends', () => {
  const { writes, lines, flushes } = output();
  lines.write('last words\n');
  lines.flush(100);
  expect([writes, flushes()]).toEqual([['last words\n'], 1]);
});
