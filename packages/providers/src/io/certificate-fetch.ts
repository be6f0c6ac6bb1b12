import { X509Certificate } from 'node:crypto';
import { UnavailableError } from '../contract/errors.ts';
import type { OutboundFetch, ProviderIo } from '../contract/io.ts';

/** Bounds of the cache and of what it may ask of the world. */
export interface CertificateFetchLimits {
  /** One download, milliseconds. Below the acknowledgement deadline of 3000, so that a slow host ends in 503 and not in silence. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Certificates held, and URLs whose failure is remembered: each at most this many. */
  readonly maxEntries: number;
  /** After this a certificate is asked for again; the old one keeps serving while that fails. */
  readonly freshForMs: number;
  /** A URL that failed is not asked again before this has passed. */
  readonly failureForMs: number;
  /** Downloads a minute over all URLs: deliveries that name invented certificates cannot turn this process against the host. */
  readonly fetchesPerMinute: number;
}

const DEFAULTS: CertificateFetchLimits = {
  timeoutMs: 2_000,
  maxBytes: 64 * 1024,
  maxEntries: 64,
  freshForMs: 12 * 3_600_000,
  failureForMs: 30_000,
  fetchesPerMinute: 30,
};

/**
 * Downloads PEM certificates: cached by URL, one request in flight per URL, under a global budget.
 * The status must be 200, so a redirect is a failure. Every failure is an `UnavailableError`.
 */
export function createCertificateFetch({
  fetch,
  now,
  limits = {},
}: {
  readonly fetch: OutboundFetch;
  readonly now: () => Date;
  readonly limits?: Partial<CertificateFetchLimits>;
}): ProviderIo['fetchCertificate'] {
  const bounds = { ...DEFAULTS, ...limits };
  const held = boundedMap<{ readonly pem: string; readonly at: number }>(bounds.maxEntries);
  // Kept apart from the certificates: invented URLs must not push good ones out.
  const failed = boundedMap<{ readonly problem: string; readonly at: number }>(bounds.maxEntries);
  const inFlight = new Map<string, Promise<string>>();
  const withinBudget = minuteBudget(bounds.fetchesPerMinute);
  const time = () => now().getTime();

  return async (url) => {
    const known = held.get(url.href);
    if (known && time() - known.at < bounds.freshForMs) return known.pem;
    try {
      return await (inFlight.get(url.href) ?? start(url));
    } catch (error) {
      if (known) return known.pem;
      throw error;
    }
  };

  function start(url: URL): Promise<string> {
    const failure = failed.get(url.href);
    if (failure && time() - failure.at < bounds.failureForMs) {
      return Promise.reject(new UnavailableError(`${failure.problem} (remembered; not asked again yet)`));
    }
    if (!withinBudget(time())) {
      return Promise.reject(
        new UnavailableError('the budget of certificate downloads for this minute is used up'),
      );
    }
    const running = download(url).finally(() => inFlight.delete(url.href));
    inFlight.set(url.href, running);
    return running;
  }

  async function download(url: URL): Promise<string> {
    try {
      const { timeoutMs, maxBytes } = bounds;
      const response = await fetch({ method: 'GET', url, timeoutMs, maxBytes });
      const pem = readCertificate(response.status, response.body, maxBytes);
      held.set(url.href, { pem, at: time() });
      failed.delete(url.href);
      return pem;
    } catch (cause) {
      const problem = `the certificate could not be downloaded from ${url.host}`;
      failed.set(url.href, { problem, at: time() });
      throw new UnavailableError(problem, { cause });
    }
  }
}

/** @throws {Error} when the answer is anything but one readable certificate */
function readCertificate(status: number, body: Buffer, maxBytes: number): string {
  if (status !== 200) throw new Error(`HTTP ${status}`);
  if (body.length > maxBytes) throw new Error(`longer than ${maxBytes} bytes`);
  const pem = body.toString('latin1');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('not PEM');
  // Parsed here so that garbage is remembered as a failure for seconds, not as a certificate for hours.
  return (void new X509Certificate(pem), pem);
}

/** A map that drops its least recently used entry when full. */
function boundedMap<Value>(maxEntries: number) {
  const entries = new Map<string, Value>();
  const touch = (key: string, value: Value) => {
    entries.delete(key);
    entries.set(key, value);
  };
  return {
    get: (key: string) => {
      const value = entries.get(key);
      if (value !== undefined) touch(key, value);
      return value;
    },
    set: (key: string, value: Value) => {
      touch(key, value);
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    },
    delete: (key: string) => entries.delete(key),
  };
}

function minuteBudget(perMinute: number): (at: number) => boolean {
  let minute = Number.NaN;
  let used = 0;
  return (at) => {
    const current = Math.floor(at / 60_000);
    if (current !== minute) [minute, used] = [current, 0];
    return ++used <= perMinute;
  };
}
