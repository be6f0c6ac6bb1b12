import { expect, it } from 'vitest';
import { secretList } from './settings-fields.ts';

const field = secretList('Secrets.');

it('a list is separated by commas, with white space around them', () => {
  expect(field.parse(' new , old,\n')).toEqual(['new', 'old']);
});

it.each([
  ['a line for each', 'new\nold'],
  ['UTF-16', Buffer.from('new', 'utf16le').toString()],
])('%s is refused, and not quoted', (_, text) => {
  const { error } = field.safeParse(text);
  expect(error?.issues.map(({ message }) => message)).toEqual([
    'holds a line break or another control character: entries are separated by commas',
  ]);
  expect(JSON.stringify(error)).not.toContain('new');
});
