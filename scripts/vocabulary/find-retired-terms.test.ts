import { describe, expect, it } from 'vitest';
import { findRetiredTerms } from './find-retired-terms.ts';

const found = (text: string, path = 'packages/queue/src/queue.ts'): string[] =>
  findRetiredTerms(path, text).map(({ line, word }) => `${line} ${word}`);

describe('a retired term', () => {
  it.each([
    ['a name', 'const told = 1;', ['1 told']],
    ['a part of a name in camel case', 'readTold(toldRow);', ['1 Told', '1 told']],
    ['a part of a constant', 'const TOLD_VERSION = 1;', ['1 TOLD']],
    ['a column', 'SELECT told_version FROM aggregates', ['1 told']],
    ['a key of JSON', '{ "heard": true }', ['1 heard']],
    ['a comment, in its line', 'const a = 1;\n/** Two ties. */', ['2 ties']],
    ['a text', "throw new Error('no Facet')", ['1 Facet']],
  ])('is found in %s', (_, text, hits) => {
    expect(found(text)).toEqual(hits);
  });

  it('is found in the name of a file or folder, as line 0', () => {
    expect(found('', 'packages/projection/src/tell/told-book.ts')).toEqual(['0 tell', '0 told', '0 book']);
  });

  it('is named with what replaces it', () => {
    expect(findRetiredTerms('a.md', 'a facet')).toMatchObject([
      { path: 'a.md', line: 1, word: 'facet', term: { term: 'facet', use: '`aspect`' } },
    ]);
  });
});

describe('a longer word is not a hit', () => {
  it.each([
    'placeholder',
    'entities',
    'properties',
    'year',
    'understanding',
    'threshold',
    'outstanding',
    'bookkeeping',
  ])('%s', (word) => {
    expect(found(`const ${word} = read_${word}(${word}s);`)).toEqual([]);
  });
});

describe('a retired term that is also a word of ordinary English', () => {
  it('is allowed in comments, texts and documents', () => {
    expect(found("// Two locks hold this row.\nfail('cannot tell which');")).toEqual([]);
    expect(found('Events tell the state; the queue holds jobs.', 'docs/guide.md')).toEqual([]);
  });

  it('is found as a name, and as a part of one', () => {
    expect(found('function tell() {}')).toEqual(['1 tell']);
    expect(found('// `holdRef` of a capture')).toEqual(['1 hold']);
    expect(found('the column `hold_ref`', 'docs/guide.md')).toEqual(['1 hold']);
  });
});

describe('an exception', () => {
  it("is PayPal's transmission in PayPal's folder, and nowhere else", () => {
    expect(found('const transmission = 1;', 'packages/providers/src/paypal/verify.ts')).toEqual([]);
    expect(found('const transmission = 1;')).toEqual(['1 transmission']);
  });

  it('allows only its own text in a line', () => {
    expect(found("header('paypal-transmission-id')")).toEqual([]);
    expect(found("transmission(header('paypal-transmission-id'))")).toEqual([
      '1 transmission',
      '1 transmission',
    ]);
  });
});
