import type { Filter, Term } from './filter.ts';
import { FilterError, type FilterFault } from './filter-error.ts';
import type { FilteredList, Key, Matches, Span } from './key.ts';
import { nearest } from './nearest.ts';
import { FORMS, readSpan } from './read-span.ts';
import { splitTerms, type WrittenTerm, type WrittenValue } from './split-terms.ts';

/** Limits that keep a statement small. */
const MOST = { characters: 2_000, terms: 40, values: 50 } as const;

/**
 * Reads a filter: `status:failed provider:stripe type:invoice.* -mode:test received:24h`. Terms are joined by and, values of a term by or.
 * Relative times count back from `now`. The list's span of time is added if no term selects one.
 *
 * @throws {FilterError} with every mistake
 */
export function parseFilter(list: FilteredList, text: string, now: Date): Filter {
  if (text.length > MOST.characters) throw tooMuch(text, `more than ${MOST.characters} characters`);
  if (!text.isWellFormed() || text.includes('\0'))
    throw tooMuch(text, 'contains characters that Postgres cannot compare');
  const written = splitTerms(text);
  if (written.length > MOST.terms) throw tooMuch(text, `more than ${MOST.terms} terms`);
  const read = written.map((term) => readTerm(list, term, now));
  const faults = read.flatMap((term) => ('faults' in term ? term.faults : []));
  if (faults.length > 0) throw new FilterError(faults);
  const terms = read.filter((term) => 'matches' in term);
  return { list, terms: [...defaultTerm(list, terms, now), ...terms] };
}

const tooMuch = (text: string, message: string) =>
  new FilterError([{ at: 0, term: `${text.slice(0, 40)}…`, message }]);

function defaultTerm({ keys, window, ...list }: FilteredList, terms: readonly Term[], now: Date): Term[] {
  if (!window) return [];
  const isBounded = terms.some(
    ({ key, isNegative }) => !isNegative && (key === window.key || keys[key]?.isNarrow),
  );
  if (isBounded) return [];
  const [written] = splitTerms(`${window.key}:${window.value}`);
  const term = written && readTerm({ keys, ...list }, written, now);
  return term && 'matches' in term ? [{ ...term, isDefault: true }] : [];
}

function readTerm(
  list: FilteredList,
  written: WrittenTerm,
  now: Date,
): Term | { readonly faults: readonly FilterFault[] } {
  const fault = (message: string, near?: string) => ({
    faults: [{ at: written.at, term: written.text, message, nearest: near }],
  });
  const name = written.key ?? list.bareKey;
  if (written.isOpen) return fault('the quote at the end is missing');
  if (name === undefined)
    return fault('a word needs a key before it', Object.keys(list.keys)[0] + ':' + written.text);
  const key = Object.hasOwn(list.keys, name) ? list.keys[name] : undefined;
  if (!key) {
    const names = Object.keys(list.keys);
    const near = nearest(name, names);
    return fault(`${list.name} have no key ${name}; they have ${names.join(', ')}`, near && `${near}:`);
  }
  if (written.values.length > MOST.values) return fault(`more than ${MOST.values} values`);
  const values = written.values.map((value) => readValue(key, value, now));
  const wrong = values.find((value) => 'problem' in value);
  if (wrong && 'problem' in wrong) return fault(wrong.problem, wrong.nearest);
  return {
    key: name,
    isNegative: written.isNegative,
    matches: together(values),
    written: written.text,
    isDefault: false,
  };
}

type ReadValue =
  | { readonly text: string }
  | { readonly prefix: string }
  | { readonly span: Span }
  | { readonly problem: string; readonly nearest?: string | undefined };

function together(values: readonly ReadValue[]): Matches {
  return {
    texts: unique(values.flatMap((value) => ('text' in value ? [value.text] : []))),
    prefixes: unique(values.flatMap((value) => ('prefix' in value ? [value.prefix] : []))),
    spans: values.flatMap((value) => ('span' in value ? [value.span] : [])),
  };
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

function readValue(key: Key, { text, isQuoted, hasStar }: WrittenValue, now: Date): ReadValue {
  if (text === '' && !isQuoted && !hasStar)
    return { problem: 'a value is missing after the colon or a comma' };
  if (hasStar && key.kind !== 'word') return { problem: '`*` stands only at the end of a name' };
  switch (key.kind) {
    case 'word':
    case 'id':
      if (!isQuoted && /^[<>]/.test(text))
        return { problem: 'it is a word, which `<` and `>` cannot compare' };
      if (!isQuoted && text.includes('*'))
        return { problem: '`*` stands only at the end; put the value into quotes if it is a part of it' };
      return hasStar ? { prefix: text } : { text };
    case 'text':
      return text === '' ? { problem: 'the text is empty' } : { text };
    case 'choice':
      return readChoice(key.choices ?? [], text);
    default: {
      const span = readSpan(key.kind, text, now);
      return span ? { span } : { problem: `expected ${FORMS[key.kind]}` };
    }
  }
}

function readChoice(choices: readonly string[], text: string): ReadValue {
  const choice = choices.find((each) => each === text.toLowerCase());
  return choice === undefined
    ? { problem: `expected one of ${choices.join(', ')}`, nearest: nearest(text, choices) }
    : { text: choice };
}
