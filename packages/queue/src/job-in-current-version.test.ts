import type { VersionedFormat } from '@payspool/events';
import { expect, it } from 'vitest';
import { jobInCurrentVersion, UnsupportedJobVersionError } from './job-errors.ts';

/** A made-up job, whose version 2 keeps the body under another name. */
const FORMAT: VersionedFormat = {
  field: 'v',
  current: 2,
  upgrades: { 1: ({ bodyBase64, ...fields }) => ({ ...fields, body: bodyBase64 }) },
};

it('a job of an older version is upgraded', () => {
  expect(jobInCurrentVersion({ v: 1, provider: 'stripe', bodyBase64: 'e30=' }, FORMAT)).toEqual({
    v: 2,
    provider: 'stripe',
    body: 'e30=',
  });
});

it('a job of the current version is not changed', () => {
  const stored = { v: 2, provider: 'stripe', body: 'e30=' };
  expect(jobInCurrentVersion(stored, FORMAT)).toBe(stored);
});

it('a job of a newer version is left to a newer release', () => {
  expect(() => jobInCurrentVersion({ v: 3 }, FORMAT)).toThrow(new UnsupportedJobVersionError(3));
});
