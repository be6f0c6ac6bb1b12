import { expect, it } from 'vitest';
import { absoluteLinks } from './release-notes.ts';

const absolute = (markdown: string) =>
  absoluteLinks(markdown, {
    repository: 'https://github.com/acme/payspool',
    tag: 'v1.2.3',
    page: 'CHANGELOG.md',
  });
const BLOB = 'https://github.com/acme/payspool/blob/v1.2.3';

it.each([
  ['[a](docs/a.md#b)', `[a](${BLOB}/docs/a.md#b)`],
  ['[a](./docs/a.md "title")', `[a](${BLOB}/docs/a.md "title")`],
  ['[a](/docs/a.md)', `[a](${BLOB}/docs/a.md)`],
  ['[a](<docs/a.md>)', `[a](<${BLOB}/docs/a.md>)`],
  ['[a](#fixed)', `[a](${BLOB}/CHANGELOG.md#fixed)`],
  ['[a](../../issues/3)', '[a](https://github.com/acme/payspool/issues/3)'],
  ['[`code`](docs/a.md), [b](b.md)', `[\`code\`](${BLOB}/docs/a.md), [b](${BLOB}/b.md)`],
  ['![a](docs/a.svg)', '![a](https://github.com/acme/payspool/raw/v1.2.3/docs/a.svg)'],
  ['[a]: docs/a.md', `[a]: ${BLOB}/docs/a.md`],
])('makes %s absolute', (relative, expected) => {
  expect(absolute(relative)).toBe(expected);
});

it.each([
  '[a](https://example.com/a)',
  '[a](mailto:a@example.com)',
  '[a](//example.com/a)',
  '[a]: https://example.com',
  '`[a](docs/a.md)`',
  '``a ` [a](docs/a.md)``',
  '```md\n[a](docs/a.md)\n```',
  '~~~~\n~~~\n[a](docs/a.md)\n~~~~',
  'the object (docs/a.md) [sic]',
])('leaves %j unchanged', (text) => {
  expect(absolute(`before\n\n${text}\n\nafter`)).toBe(`before\n\n${text}\n\nafter`);
});
