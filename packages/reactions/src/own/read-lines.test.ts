import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { readLines } from './read-lines.ts';

function linesOf() {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  return { stream, lines };
}

it('a line is complete at its end or at the end of the output, and a blank one is left out', async () => {
  const { stream, lines } = linesOf();
  stream.write('one\ntw');
  stream.write('o\n\n  \nthr');
  stream.end('ee');
  await vi.waitFor(() => expect(lines).toEqual(['one', 'two', 'three']));
});

it('a long line is cut, whether it ends or not', async () => {
  const { stream, lines } = linesOf();
  stream.write(`${'a'.repeat(10_000)}\n`);
  stream.write('b'.repeat(9000));
  await vi.waitFor(() => expect(lines.map(({ length }) => length)).toEqual([8192, 1808, 8192, 808]));
});

it('output beyond the rate waits', async () => {
  const { stream, lines } = linesOf();
  stream.write(`${'a'.repeat(300 * 1024)}\n`);
  await vi.waitFor(() => expect(stream.isPaused()).toBe(true));
  const before = lines.length;
  stream.write('later\n');
  await new Promise(setImmediate);
  expect(lines).toHaveLength(before);
});
