import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CacheEntry, CachePartition, SharedCache } from '../contract/io.ts';
import { createProvenCertificates, PROVEN_CERTIFICATES, PROVEN_SOURCES } from './proven-certificates.ts';

const pem = readFileSync(
  new URL('../paypal/certs/DigiCertHighAssuranceEVRootCA.pem', import.meta.url),
).toString();
const url = (id: string) => new URL(`https://api.paypal.com/v1/notifications/certs/${id}`);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A shared cache in memory that records the calls and can be unavailable. */
function sharedCache() {
  const kept = new Map<string, readonly CacheEntry[]>();
  const calls = { reads: 0, writes: [] as [string, readonly CacheEntry[]][], isAway: false };
  const answer = async <T>(value: () => T): Promise<T> => {
    if (calls.isAway) throw new Error('away');
    return value();
  };
  const cache: SharedCache = {
    read: ({ name }: CachePartition) => {
      calls.reads += 1;
      return answer(() => kept.get(name) ?? []);
    },
    write: ({ name }, entries) => {
      calls.writes.push([name, entries]);
      return answer(() => void kept.set(name, [...entries, ...(kept.get(name) ?? [])]));
    },
  };
  return { cache, calls, kept };
}

function process({ cache, clock }: { cache: SharedCache; clock: { at: number } }) {
  const errors: unknown[] = [];
  const proven = createProvenCertificates({
    now: () => new Date(clock.at),
    cache,
    onError: (error) => errors.push(error),
  });
  return { ...proven, errors };
}
const begin = () => ({ clock: { at: Date.parse('2026-03-01T00:00:00Z') }, ...sharedCache() });

it('shares the certificate and the source of a verified delivery with other processes', async () => {
  const { clock, cache } = begin();
  const [first, second] = [process({ cache, clock }), process({ cache, clock })];
  first.prove({ certificate: { url: url('a'), pem }, source: '192.0.2.1' });
  await settled();
  await second.learn();
  expect(second.get(url('a').href)).toMatchObject({ pem, isDownloaded: false });
  expect([second.hasSource('192.0.2.1'), second.hasSource('192.0.2.2'), second.hasSource(undefined)]).toEqual(
    [true, false, false],
  );
});

it('writes an entry at most once a day', async () => {
  const { clock, cache, calls } = begin();
  const proven = process({ cache, clock });
  const prove = async () => {
    proven.prove({ certificate: { url: url('a'), pem }, source: '192.0.2.1' });
    await settled();
  };
  await prove();
  await prove();
  expect(calls.writes.map(([name]) => name)).toEqual([PROVEN_CERTIFICATES.name, PROVEN_SOURCES.name]);
  clock.at += 86_400_000;
  await prove();
  expect(calls.writes).toHaveLength(4);
});

it('reads at most four times a second; all callers meanwhile share one read', async () => {
  const { clock, cache, calls } = begin();
  const proven = process({ cache, clock });
  await Promise.all([proven.learn(), proven.learn(), proven.learn()]);
  expect(calls.reads).toBe(2); // Two partitions.
  clock.at += 249;
  expect(proven.learn()).toBeUndefined();
  clock.at += 1;
  await proven.learn();
  expect(calls.reads).toBe(4);
});

it('does not use an unavailable cache for five seconds, and reports it', async () => {
  const { clock, cache, calls } = begin();
  const proven = process({ cache, clock });
  calls.isAway = true;
  await proven.learn();
  expect(proven.errors).toHaveLength(1);
  clock.at += 4_999;
  expect(proven.learn()).toBeUndefined();
  calls.isAway = false;
  clock.at += 1;
  await proven.learn();
  expect(proven.errors).toHaveLength(1);
});

it('writes an entry again that it could not write before, when it is verified again', async () => {
  const { clock, cache, calls, kept } = begin();
  const proven = process({ cache, clock });
  const proof = { certificate: { url: url('a'), pem } };
  calls.isAway = true;
  proven.prove(proof);
  await settled();
  calls.isAway = false;
  proven.prove(proof);
  await settled();
  expect(kept.get(PROVEN_CERTIFICATES.name)).toBeUndefined();
  clock.at += 5_000;
  proven.prove(proof);
  await settled();
  expect(kept.get(PROVEN_CERTIFICATES.name)).toEqual([{ key: url('a').href, value: pem }]);
});

it.each([
  ['is not a certificate', 'hello'],
  ['is longer than a certificate can be', pem + ' '.repeat(16 * 1024)],
])('ignores an entry that %s', async (_, value) => {
  const { clock, cache, kept } = begin();
  kept.set(PROVEN_CERTIFICATES.name, [
    { key: url('bad').href, value },
    { key: url('good').href, value: pem },
  ]);
  const proven = process({ cache, clock });
  await proven.learn();
  expect([proven.get(url('bad').href), proven.get(url('good').href)?.pem]).toEqual([undefined, pem]);
});

it('ignores a certificate that expired long ago', async () => {
  const { clock, cache, kept } = begin();
  kept.set(PROVEN_CERTIFICATES.name, [{ key: url('a').href, value: pem }]);
  clock.at = Date.parse('2040-01-01T00:00:00Z'); // DigiCert's root expires in 2031.
  const proven = process({ cache, clock });
  await proven.learn();
  expect(proven.get(url('a').href)).toBeUndefined();
});

it('keeps the latest 32 certificates and 256 sources, even if the cache has more', async () => {
  const { clock, cache, kept } = begin();
  const many = (count: number, value: string) =>
    Array.from({ length: count }, (_, index) => ({ key: url(`c${index}`).href, value }));
  kept.set(PROVEN_CERTIFICATES.name, many(1000, pem));
  kept.set(PROVEN_SOURCES.name, many(1000, ''));
  const proven = process({ cache, clock });
  await proven.learn();
  expect([0, 31, 32].map((index) => proven.get(url(`c${index}`).href) !== undefined)).toEqual([
    true,
    true,
    false,
  ]);
  expect([0, 255, 256].map((index) => proven.hasSource(url(`c${index}`).href))).toEqual([true, true, false]);
  proven.prove({ certificate: { url: url('new'), pem } });
  expect([proven.get(url('new').href)?.pem, proven.get(url('c30').href)]).toEqual([pem, undefined]);
});
