import { describe, expect, it } from 'vitest';
import { checkFold, type FoldRecord, type FoldResult, recordFold } from './fold-record.ts';

const result: FoldResult = { events: 'e', rows: 'r', state: 's', aspects: 'f' };
const ON_RECORD: FoldRecord = { foldVersion: 5, publishedVersion: 2, results: { 'stripe: is paid': result } };
const now = (change: Partial<FoldResult>, versions: Partial<FoldRecord> = {}): FoldRecord => ({
  ...ON_RECORD,
  ...versions,
  results: { 'stripe: is paid': { ...result, ...change } },
});

const RECORD = [
  'The lifecycles, FOLD_VERSION or PUBLISHED_VERSION differ from the recorded ones: run `pnpm versions`.',
];
const RAISE_FOLD = [
  'The fold has another result for “stripe: is paid” than recorded for FOLD_VERSION 5: increase it (packages/projection/src/fold/fold.ts), so that stored events are folded again.',
];
const RAISE_PUBLISHED = [
  'The aspects of the same rows have other names or values in “stripe: is paid” than recorded for PUBLISHED_VERSION 2: increase it, and add an upgrade (packages/projection/src/publish/published-upgrades.ts), so that nothing is published twice.',
];

describe('the fold of the recorded lifecycles', () => {
  it('passes while its results are the same', () => {
    expect(checkFold(now({}), ON_RECORD)).toEqual([]);
  });

  it.each([
    ['other rows', { rows: 'x', state: 'x' }, RAISE_FOLD],
    ['another saved state', { state: 'x' }, RAISE_FOLD],
    ['other aspects of the same rows', { aspects: 'x' }, RAISE_PUBLISHED],
  ])('fails if it produces %s with the same version, and that is not recorded', (_, change, sentence) => {
    expect(checkFold(now(change), ON_RECORD)).toEqual(sentence);
    expect(recordFold(now(change), ON_RECORD, { unreleased: false })).toEqual({
      record: ON_RECORD,
      refused: sentence,
    });
    expect(recordFold(now(change), ON_RECORD, { unreleased: true }).record).toEqual(now(change));
  });

  it('may produce other rows with a new version, which must be recorded', () => {
    const raised = now({ rows: 'x', state: 'x', aspects: 'x' }, { foldVersion: 6 });
    expect(checkFold(raised, ON_RECORD)).toEqual(RECORD);
    expect(recordFold(raised, ON_RECORD, { unreleased: false })).toEqual({ record: raised, refused: [] });
    expect(checkFold(raised, raised)).toEqual([]);
  });

  it('needs a new PUBLISHED_VERSION for other aspects of the same rows, with any FOLD_VERSION', () => {
    expect(checkFold(now({ aspects: 'x' }, { foldVersion: 6 }), ON_RECORD)).toEqual(RAISE_PUBLISHED);
    expect(checkFold(now({ aspects: 'x' }, { publishedVersion: 3 }), ON_RECORD)).toEqual(RECORD);
  });

  it('counts the lifecycles besides the first in its message', () => {
    const two = (rows: string): FoldRecord => ({
      ...ON_RECORD,
      results: { a: { ...result, rows }, b: { ...result, rows } },
    });
    expect(checkFold(two('x'), two('r'))[0]).toContain('“a” and 1 other than');
  });
});

describe('a lifecycle', () => {
  it.each([
    ['that is new', { ...ON_RECORD, results: { ...ON_RECORD.results, b: result } }],
    ['that was removed', { ...ON_RECORD, results: {} }],
    ['whose events have changed', now({ events: 'x', rows: 'x', state: 'x', aspects: 'x' })],
  ])('%s must be recorded, and needs no version', (_, results) => {
    expect(checkFold(results, ON_RECORD)).toEqual(RECORD);
    expect(recordFold(results, ON_RECORD, { unreleased: false })).toEqual({ record: results, refused: [] });
  });
});

it.each([
  ['FOLD_VERSION', { foldVersion: 4 }, 'FOLD_VERSION is 4, but 5 is recorded: a version never decreases.'],
  [
    'PUBLISHED_VERSION',
    { publishedVersion: 1 },
    'PUBLISHED_VERSION is 1, but 2 is recorded: a version never decreases.',
  ],
] as const)('%s that decreases fails, and is not recorded', (_, versions, sentence) => {
  expect(checkFold(now({}, versions), ON_RECORD)).toEqual([sentence]);
  expect(recordFold(now({}, versions), ON_RECORD, { unreleased: true }).record).toBe(ON_RECORD);
});
