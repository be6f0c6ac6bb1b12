import { expect, it } from 'vitest';
import { withBlocks } from './generated-block.ts';

it('replaces what is between the markers, with the indentation of the markers', () => {
  const text = 'a:\n  # generated: list\n  - old\n  - older\n  # end of list\nb: 1\n';
  expect(withBlocks('some.yml', text, { list: ['- new', '', '- newer'] })).toBe(
    'a:\n  # generated: list\n  - new\n\n  - newer\n  # end of list\nb: 1\n',
  );
});

it('fills an empty block, and empties a full one', () => {
  const empty = '# generated: list\n# end of list\n';
  const full = '# generated: list\n- one\n# end of list\n';
  expect(withBlocks('some.yaml', empty, { list: ['- one'] })).toBe(full);
  expect(withBlocks('some.yaml', full, { list: [] })).toBe(empty);
});

it('keeps the other blocks, and takes every character as it is', () => {
  const text = '<!-- generated: a -->\n<!-- end of a -->\n<!-- generated: b -->\nkept\n<!-- end of b -->\n';
  expect(withBlocks('page.md', text, { a: ['$& and $1'] })).toBe(
    '<!-- generated: a -->\n$& and $1\n<!-- end of a -->\n<!-- generated: b -->\nkept\n<!-- end of b -->\n',
  );
});

it.each([
  ['no marker', 'text\n'],
  ['a marker that is not closed', '# generated: list\n- one\n'],
  ['markers of different indentation', '  # generated: list\n# end of list\n'],
])('refuses a file with %s, and names both markers', (_, text) => {
  expect(() => withBlocks('some.yml', text, { list: [] })).toThrow(
    'some.yml has no block that begins with "# generated: list" and ends with "# end of list"',
  );
});
