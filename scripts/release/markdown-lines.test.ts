import { expect, it } from 'vitest';
import { linesOf } from './release-notes.ts';

const textOutside = (...lines: readonly string[]) =>
  linesOf(lines.join('\n'))
    .filter(({ isCode }) => !isCode)
    .map(({ text }) => text);

it('finds the lines outside of blocks of code', () => {
  expect(textOutside('a', '```sh', '## b', '```', 'c', '   ~~~', 'd', '~~~~ ', 'e')).toEqual(['a', 'c', 'e']);
});

it('ends a block only by a fence of its kind, at least as long, without words', () => {
  expect(textOutside('````', '```', 'a', '~~~~', 'b', '````sh', 'c', '````', 'd')).toEqual(['d']);
});

it('takes a block without an end as code to the last line', () => {
  expect(textOutside('a', '```', 'b')).toEqual(['a']);
});
