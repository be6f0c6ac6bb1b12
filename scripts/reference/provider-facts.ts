import { folderOf } from './provider-pages.ts';

/** How certain a fact about a provider is. */
const GRADES = ["confirmed in the provider's code or documentation", 'second-hand', 'not confirmed'] as const;

/**
 * The rows of the table in a provider's README.md, in their order. A row with a list begins with one of its entries; a comma, colon or
 * semicolon and more text may follow. A row without a list is free text.
 */
const ROWS = {
  scheme: [],
  signed: ['body', 'body and time', 'named fields only', 'nothing'],
  'event key': [],
  mode: ['in the body', 'by the certificate', 'of the account'],
  time: ['milliseconds', 'seconds', 'none'],
  API: ['asked', 'not asked'],
  'certainty of the scheme': GRADES,
  'certainty of the meaning': GRADES,
  'live deliveries': ['none tried', 'tried'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Row = keyof typeof ROWS;
const NAMES = Object.keys(ROWS) as Row[];

/** What a provider's README.md states for docs/providers.md. All texts are Markdown, with links from the provider's folder. */
export interface ProviderFacts {
  readonly rows: Readonly<Record<Row, string>>;
  readonly undecidable: string;
  readonly notConfirmed: string;
}

const TABLE = 'At a glance';
const SECTIONS = { undecidable: 'What stays undecidable', notConfirmed: 'Not confirmed' } as const;

/**
 * Reads the facts in a provider's README.md: the table in `## At a glance`, and the sections `## What stays undecidable` and
 * `## Not confirmed`.
 *
 * @throws {Error} with every missing, unknown, repeated, empty or misplaced row and every missing section; it names the file
 */
export function factsOf(slug: string, readme: string): ProviderFacts {
  const table = sectionOf(readme, TABLE);
  const rows = table === undefined ? [] : rowsIn(table);
  const [undecidable, notConfirmed] = Object.values(SECTIONS).map((title) => sectionOf(readme, title));
  const problems = [
    ...(table === undefined ? [`there is no section "## ${TABLE}"`] : problemsOf(rows)),
    ...Object.values(SECTIONS).flatMap((title) =>
      sectionOf(readme, title) ? [] : [`the section "## ${title}" is missing or empty`],
    ),
  ];
  if (problems.length > 0 || undecidable === undefined || notConfirmed === undefined)
    throw new Error(`${folderOf(slug)}/README.md: ${problems.join('; ')}`);
  return { rows: Object.fromEntries(rows) as Record<Row, string>, undecidable, notConfirmed };
}

/** Whether a value of a row begins with this entry of its list, and not with a longer one. */
export const begins = (value: string, entry: string): boolean =>
  value === entry || [',', ':', ';'].some((mark) => value.startsWith(`${entry}${mark}`));

/** The text below a heading of the second level, up to the next one; `undefined` if there is no such heading. */
function sectionOf(readme: string, title: string): string | undefined {
  const [, ...sections] = `\n${readme}`.split('\n## ');
  const section = sections.find((text) => text.split('\n', 1)[0] === title);
  return section?.slice(title.length).trim();
}

/** The rows below the head of the table, as name and value. A bar in a cell is written `\|`. */
function rowsIn(section: string): readonly (readonly [string, string])[] {
  const [, , ...lines] = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => {
    const [, name = '', value = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return [name, value];
  });
}

function problemsOf(rows: readonly (readonly [string, string])[]): readonly string[] {
  const found = rows.map(([name]) => name);
  const of = (names: readonly string[], problem: string) =>
    names.map((name) => `the row "${name}" of "${TABLE}" ${problem}`);
  const known = rows.flatMap(([name, value]) => (isRow(name) ? [[name, value] as const] : []));
  const wrong = [
    ...of(
      NAMES.filter((name) => !found.includes(name)),
      'is missing',
    ),
    ...of(
      found.filter((name) => !isRow(name)),
      'is unknown',
    ),
    ...of(
      found.filter((name, at) => found.indexOf(name) !== at),
      'occurs twice',
    ),
    ...known.flatMap(([name, value]) =>
      of(problemOfValue(name, value) ? [name] : [], problemOfValue(name, value)),
    ),
  ];
  const isSorted = found.every((name, at) => name === NAMES[at]);
  return wrong.length > 0 || isSorted
    ? wrong
    : [`the rows of "${TABLE}" must have this order: ${NAMES.join(', ')}`];
}

const isRow = (name: string): name is Row => Object.hasOwn(ROWS, name);

/** The end of a sentence; empty if there is no problem. */
function problemOfValue(name: Row, value: string): string {
  if (value === '') return 'is empty';
  const entries: readonly string[] = ROWS[name];
  return entries.length === 0 || entries.some((entry) => begins(value, entry))
    ? ''
    : `must begin with one of: ${entries.join(' · ')}`;
}
