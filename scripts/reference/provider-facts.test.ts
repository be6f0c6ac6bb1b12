import { describe, expect, it } from 'vitest';
import { providers } from '../../packages/providers/src/index.ts';
import { readSource } from '../source-files.ts';
import { begins, factsOf } from './provider-facts.ts';
import { folderOf } from './provider-pages.ts';

const README = `# Acme

Acme's webhooks.

## At a glance

| fact                     | value                                                      |
| ------------------------ | ---------------------------------------------------------- |
| scheme                   | RSA over \`id\\|body\`                                      |
| signed                   | body and time; also the id                                 |
| event key                | the \`id\`                                                  |
| mode                     | of the account                                             |
| time                     | seconds                                                    |
| API                      | asked: about each payment                                  |
| certainty of the scheme  | confirmed in the provider's code or documentation: the SDK |
| certainty of the meaning | second-hand                                                |
| live deliveries          | none tried                                                 |

## Settings

| variable | value |
| -------- | ----- |
| \`ACME\` | text  |

## What stays undecidable

- Two events of one second.

## Not confirmed

- Retries.
`;

/** The problem of a README.md in which one text is replaced by another. */
const problemOf = (text: string, replacement: string): string => {
  expect(README).toContain(text);
  try {
    factsOf('acme', README.replace(text, replacement));
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'none';
};
const lineOf = (row: string): string =>
  README.split('\n').find((line) => line.startsWith(`| ${row} `)) ?? `no row ${row}`;

describe('the facts in a README.md', () => {
  it('are the rows of its table and two of its sections', () => {
    expect(factsOf('acme', README)).toEqual({
      rows: {
        scheme: 'RSA over `id\\|body`',
        signed: 'body and time; also the id',
        'event key': 'the `id`',
        mode: 'of the account',
        time: 'seconds',
        API: 'asked: about each payment',
        'certainty of the scheme': "confirmed in the provider's code or documentation: the SDK",
        'certainty of the meaning': 'second-hand',
        'live deliveries': 'none tried',
      },
      undecidable: '- Two events of one second.',
      notConfirmed: '- Retries.',
    });
  });

  it.each(['scheme', 'mode', 'live deliveries'])('must have the row %s', (row) => {
    expect(problemOf(`${lineOf(row)}\n`, '')).toBe(
      `packages/providers/src/acme/README.md: the row "${row}" of "At a glance" is missing`,
    );
  });

  it('must not have an unknown row', () => {
    expect(problemOf(lineOf('mode'), `${lineOf('mode')}\n| colour | blue |`)).toBe(
      'packages/providers/src/acme/README.md: the row "colour" of "At a glance" is unknown',
    );
  });

  it('must not have a row that is misspelt: the message names both spellings', () => {
    expect(problemOf('| event key ', '| event keys ')).toBe(
      'packages/providers/src/acme/README.md: the row "event key" of "At a glance" is missing; the row "event keys" of "At a glance" is unknown',
    );
  });

  it('must not have an empty row', () => {
    expect(problemOf(lineOf('event key'), '| event key |   |')).toBe(
      'packages/providers/src/acme/README.md: the row "event key" of "At a glance" is empty',
    );
  });

  it('must not have a row twice', () => {
    expect(problemOf(lineOf('mode'), `${lineOf('mode')}\n${lineOf('mode')}`)).toContain(
      'the row "mode" of "At a glance" occurs twice',
    );
  });

  it('must have the rows in their order', () => {
    const both = `${lineOf('mode')}\n${lineOf('time')}`;
    expect(problemOf(both, `${lineOf('time')}\n${lineOf('mode')}`)).toContain(
      'the rows of "At a glance" must have this order: scheme, signed, event key, mode, time, API, ',
    );
  });

  it.each([
    ['signed', 'everything', 'body · body and time · named fields only · nothing'],
    ['signed', 'body and more', 'body · body and time · named fields only · nothing'],
    [
      'certainty of the scheme',
      'certain',
      "confirmed in the provider's code or documentation · second-hand · not confirmed",
    ],
    ['live deliveries', 'none', 'none tried · tried'],
  ])('must have a value of its list in the row %s, and not "%s"', (row, value, list) => {
    expect(problemOf(lineOf(row), `| ${row} | ${value} |`)).toBe(
      `packages/providers/src/acme/README.md: the row "${row}" of "At a glance" must begin with one of: ${list}`,
    );
  });

  it('must have the table and the two sections', () => {
    expect(problemOf('## At a glance', '## Facts')).toContain('there is no section "## At a glance"');
    expect(problemOf('## What stays undecidable', '## Undecidable')).toContain(
      'the section "## What stays undecidable" is missing or empty',
    );
    expect(problemOf('- Retries.\n', '')).toContain('the section "## Not confirmed" is missing or empty');
  });

  it('end where the next section begins: a table of settings is not read', () => {
    expect(problemOf('## Settings\n\n', '')).toContain('the row "`ACME`" of "At a glance" is unknown');
  });

  it.each([...providers.map(({ slug }) => slug), 'fake'])('can be read for %s', async (slug) => {
    const readme = await readSource(`${folderOf(slug)}/README.md`);
    expect(() => factsOf(slug, readme)).not.toThrow();
  });
});

it.each([
  ['body', 'body', true],
  ['body: the bytes', 'body', true],
  ['body and time', 'body', false],
  ['not asked', 'asked', false],
])('"%s" begins with "%s": %s', (value, entry, expected) => {
  expect(begins(value, entry)).toBe(expected);
});
