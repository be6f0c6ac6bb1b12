import { X509Certificate } from 'node:crypto';
import type { CacheEntry, CachePartition, CertificateProof, SharedCache } from '../contract/io.ts';
import { createBoundedMap } from './bounded-map.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** PayPal has two signers and replaces a certificate every year or two, so only a few are in use at a time. */
export const PROVEN_CERTIFICATES: CachePartition = {
  name: 'proven-certificates',
  maxEntries: 32,
  maxBytes: 16 * 1024,
  ttlMs: 90 * DAY_MS,
};
/** Networks that have sent verified deliveries. The values are empty. */
export const PROVEN_SOURCES: CachePartition = {
  name: 'proven-sources',
  maxEntries: 256,
  maxBytes: 0,
  ttlMs: 90 * DAY_MS,
};

/** A used entry is written again after this time, so that it does not expire. */
const WRITE_AGAIN_MS = DAY_MS;
/** The minimum time between two reads of the shared cache, however many deliveries name unknown addresses. */
const READ_EVERY_MS = 250;
/** The same after a failed read or write. */
const PAUSE_MS = 5_000;

export interface KnownCertificate {
  readonly pem: string;
  /** The time at which it was downloaded, or read from the shared cache. */
  readonly at: number;
  /** Whether this process downloaded it, instead of reading it from the shared cache. */
  readonly isDownloaded: boolean;
}

/**
 * Certificates that have verified a delivery, and the sources of verified deliveries. They are separate from the data of
 * unverified requests, and shared with other processes through a cache that is not trusted: a value from it is only a hint.
 */
export interface ProvenCertificates {
  readonly get: (address: string) => KnownCertificate | undefined;
  /** Stores a newer copy of a known certificate. */
  readonly renew: (address: string, certificate: KnownCertificate) => void;
  readonly hasSource: (source: string | undefined) => boolean;
  readonly prove: (proof: CertificateProof) => void;
  /** Reads the entries of other processes; never rejects. `undefined` if there is nothing to wait for. */
  readonly learn: () => Promise<void> | undefined;
}

export function createProvenCertificates({
  now,
  cache,
  onError = () => undefined,
}: {
  readonly now: () => Date;
  readonly cache?: SharedCache | undefined;
  /** Called after a failed read or write of the shared cache. Nothing depends on either. */
  readonly onError?: (error: unknown) => void;
}): ProvenCertificates {
  const certificates = createBoundedMap<KnownCertificate>(PROVEN_CERTIFICATES.maxEntries);
  const sources = createBoundedMap<true>(PROVEN_SOURCES.maxEntries);
  const written = new Map(
    [PROVEN_CERTIFICATES, PROVEN_SOURCES].map((partition) => [
      partition,
      createBoundedMap<{ readonly value: string; readonly at: number }>(partition.maxEntries),
    ]),
  );
  const waiting = new Map<CachePartition, Map<string, string>>();
  const time = () => now().getTime();
  let reading: Promise<void> | undefined;
  let readAgainAt = Number.NEGATIVE_INFINITY;
  let isWriting = false;
  let writeAgainAt = Number.NEGATIVE_INFINITY;

  async function read(from: SharedCache): Promise<void> {
    const at = time();
    readAgainAt = at + READ_EVERY_MS;
    try {
      const [shared, networks] = await Promise.all([
        from.read(PROVEN_CERTIFICATES),
        from.read(PROVEN_SOURCES),
      ]);
      // The last written comes first. The oldest is added first, so it is also removed first.
      for (const { key, value } of within(PROVEN_CERTIFICATES, shared).toReversed()) {
        if (certificates.get(key) || !isUsable(value, at)) continue;
        certificates.set(key, { pem: value, at, isDownloaded: false });
        written.get(PROVEN_CERTIFICATES)?.set(key, { value, at });
      }
      for (const { key } of within(PROVEN_SOURCES, networks).toReversed()) {
        if (sources.get(key)) continue;
        sources.set(key, true);
        written.get(PROVEN_SOURCES)?.set(key, { value: '', at });
      }
    } catch (error) {
      readAgainAt = time() + PAUSE_MS;
      onError(error);
    }
  }

  function share(partition: CachePartition, { key, value }: CacheEntry): void {
    if (!cache || value.length > partition.maxBytes) return;
    const last = written.get(partition)?.get(key);
    if (last?.value === value && time() - last.at < WRITE_AGAIN_MS) return;
    const entries = waiting.get(partition) ?? new Map<string, string>();
    entries.set(key, value);
    waiting.set(partition, entries);
    if (!isWriting && time() >= writeAgainAt) void write(cache);
  }

  async function write(to: SharedCache): Promise<void> {
    isWriting = true;
    try {
      for (const [partition, entries] of waiting) {
        const batch = [...entries].map(([key, value]) => ({ key, value })).slice(-partition.maxEntries);
        waiting.delete(partition);
        for (const { key, value } of batch) written.get(partition)?.set(key, { value, at: time() });
        await to.write(partition, batch).catch((error: unknown) => {
          for (const { key } of batch) written.get(partition)?.delete(key);
          throw error;
        });
      }
    } catch (error) {
      // The next verified entry is written again.
      writeAgainAt = time() + PAUSE_MS;
      onError(error);
    } finally {
      isWriting = false;
    }
  }

  return {
    get: certificates.get,
    renew: (address, certificate) => {
      if (certificates.get(address)) certificates.set(address, certificate);
    },
    hasSource: (source) => source !== undefined && sources.get(source) === true,
    prove: ({ certificate, source }) => {
      if (certificate) {
        const { pem, url } = certificate;
        if (certificates.get(url.href)?.pem !== pem)
          certificates.set(url.href, { pem, at: time(), isDownloaded: true });
        share(PROVEN_CERTIFICATES, { key: url.href, value: pem });
      }
      if (source === undefined) return;
      sources.set(source, true);
      share(PROVEN_SOURCES, { key: source, value: '' });
    },
    learn: () => {
      if (!cache || (!reading && time() < readAgainAt)) return undefined;
      return (reading ??= read(cache).finally(() => (reading = undefined)));
    },
  };
}

const within = ({ maxEntries, maxBytes }: CachePartition, entries: readonly CacheEntry[]) =>
  entries.slice(0, maxEntries).filter(({ value }) => value.length <= maxBytes);

/** A delivery may arrive after the end of its certificate, by some days of retries; this limit is much longer. */
const KEPT_AFTER_END_MS = 30 * DAY_MS;

/** One certificate that has not expired. Its owner is checked for every delivery, as for a downloaded one. */
function isUsable(pem: string, at: number): boolean {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return false;
  try {
    return new Date(new X509Certificate(pem).validTo).getTime() + KEPT_AFTER_END_MS > at;
  } catch {
    return false;
  }
}
