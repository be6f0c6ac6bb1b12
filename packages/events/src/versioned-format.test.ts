import { describe, expect, it } from 'vitest';
import {
  newerVersion,
  raiseToCurrent,
  unreadableVersions,
  type VersionedFormat,
} from './versioned-format.ts';

/** A form in its third version: version 2 renamed `name` to `title`, and version 3 added `pages`. */
const BOOKS: VersionedFormat = {
  field: 'version',
  current: 3,
  upgrades: {
    1: ({ name, ...rest }) => ({ ...rest, title: name }),
    2: (stored) => ({ ...stored, pages: null }),
  },
};

describe('stored data of an older version', () => {
  it('is upgraded through every version in between', () => {
    expect(raiseToCurrent({ version: 1, name: 'Emma' }, BOOKS)).toEqual({
      version: 3,
      title: 'Emma',
      pages: null,
    });
    expect(raiseToCurrent({ version: 2, title: 'Emma' }, BOOKS)).toEqual({
      version: 3,
      title: 'Emma',
      pages: null,
    });
  });

  it('is not modified in place', () => {
    const stored = Object.freeze({ version: 1, name: 'Emma' });
    raiseToCurrent(stored, BOOKS);
    expect(stored).toEqual({ version: 1, name: 'Emma' });
  });

  it('keeps its version if the chain of upgrades has a gap', () => {
    const { 2: _, ...gap } = BOOKS.upgrades;
    const stored = { version: 1, name: 'Emma' };
    expect(raiseToCurrent(stored, { ...BOOKS, upgrades: gap })).toBe(stored);
    expect(unreadableVersions({ ...BOOKS, upgrades: gap })).toEqual([2]);
    expect(unreadableVersions(BOOKS)).toEqual([]);
  });

  it('has its version in the field that the form names', () => {
    const jobs: VersionedFormat = { field: 'v', current: 2, upgrades: { 1: (job) => job } };
    expect(raiseToCurrent({ v: 1, version: 7 }, jobs)).toEqual({ v: 2, version: 7 });
  });
});

describe('a version', () => {
  it('above the current one belongs to a newer release, and its data is not changed', () => {
    const stored = { version: 4, title: 'Emma' };
    expect(newerVersion(stored, BOOKS)).toBe(4);
    expect(raiseToCurrent(stored, BOOKS)).toBe(stored);
  });

  it('up to the current one is not newer', () => {
    expect([1, 2, 3].map((version) => newerVersion({ version }, BOOKS))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([[0], [-1], [1.5], [3.5], ['1'], [null], [undefined], [Number.NaN]])(
    'that is %j is invalid, so nothing is upgraded',
    (version) => {
      const stored = { version };
      expect(newerVersion(stored, BOOKS)).toBeUndefined();
      expect(raiseToCurrent(stored, BOOKS)).toBe(stored);
    },
  );

  it.each([[null], [undefined], ['text'], [7], [[]]])('is missing in %j', (stored) => {
    expect(newerVersion(stored, BOOKS)).toBeUndefined();
    expect(raiseToCurrent(stored, BOOKS)).toBe(stored);
  });
});
