import { EXCEPTIONS, RETIRED_TERMS, type RetiredTerm } from './retired-terms.ts';

export interface Hit {
  readonly path: string;
  /** From 1; 0 for the path itself. */
  readonly line: number;
  readonly word: string;
  readonly term: RetiredTerm;
}

/** The retired terms in a file's path and text. Words are compared whole: `holder`, `entities` and `year` are not hits. */
export function findRetiredTerms(path: string, text: string): Hit[] {
  const exceptions = EXCEPTIONS.filter((exception) => exception.path.test(path));
  const isHit =
    (line: string) =>
    ({ word, term }: Hit) =>
      !exceptions.some((one) => one.term === term.term && isExcepted(line, word, one.text));
  const hits = wordsIn(path).flatMap((word) =>
    hitOf(word, { path, line: 0, isName: true }).filter(isHit(path)),
  );
  if (!ANY.test(text)) return hits;
  const lines = text.split('\n');
  const names = CODE.test(path) ? withoutProse(text).split('\n') : undefined;
  for (const [at, line] of lines.entries()) {
    if (!ANY.test(line)) continue;
    for (const { word, isPart } of partsOf(line)) {
      const isName = isPart || (names !== undefined && new RegExp(`\\b${word}\\b`).test(names[at] ?? ''));
      hits.push(...hitOf(word, { path, line: at + 1, isName }).filter(isHit(line)));
    }
  }
  return hits;
}

/** Whether every occurrence of the word in a line is in a text that is allowed there. */
const isExcepted = (line: string, word: string, text: RegExp | undefined): boolean =>
  text === undefined || !wordsIn(line.replaceAll(text, '')).includes(word);

function hitOf(
  word: string,
  { path, line, isName }: { readonly path: string; readonly line: number; readonly isName: boolean },
): Hit[] {
  const term = RETIRED_TERMS.find(({ pattern }) => pattern.test(word.toLowerCase()));
  return term && (isName || !term.isOrdinary) ? [{ path, line, word, term }] : [];
}

/** Any text with one of the words, or with a longer one: only these are looked at word by word. */
const ANY = new RegExp(
  RETIRED_TERMS.map(({ pattern }) => pattern.source.replaceAll(/[\^$]/g, '')).join('|'),
  'i',
);

/** `readTold`, `read_told` and `READ_TOLD` are `read` and `told`. */
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;
const wordsIn = (text: string): string[] => text.match(WORD) ?? [];

function* partsOf(line: string): Generator<{ readonly word: string; readonly isPart: boolean }> {
  for (const { 0: word, index } of line.matchAll(WORD)) {
    const around = `${line[index - 1] ?? ' '}${line[index + word.length] ?? ' '}`;
    yield { word, isPart: /[A-Za-z0-9_$]/.test(around) };
  }
}

const CODE = /\.(ts|mjs|sql|prisma)$/;
const PROSE =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/.*|--.*|\/\*[^]*?\*\/|(?<=[(,=:]\s*)\/(?![/*])(?:\\.|[^/\\\n])+\//g;

/** The code without comments and texts, with the same lines. */
const withoutProse = (text: string): string =>
  text.replaceAll(PROSE, (prose) => prose.replaceAll(/[^\n]/g, ' '));
