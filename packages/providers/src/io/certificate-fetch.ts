import { X509Certificate } from 'node:crypto';
import { UnavailableError } from '../contract/errors.ts';
import type { OutboundFetch, ProviderIo, SharedCache } from '../contract/io.ts';
import { createBoundedMap } from './bounded-map.ts';
import { createUnprovenBudget, type UnprovenBudgetLimits } from './unproven-budget.ts';
import { createProvenCertificates, type KnownCertificate } from './proven-certificates.ts';

/** Limits of the cache and of its downloads. */
export interface CertificateLimits {
  /**
   * Time limit of one download in milliseconds. It is shorter than the acknowledgement deadline of 3000, so that a slow host
   * leads to a 503 instead of no answer.
   */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Maximum number of certificates that have not verified a delivery yet. */
  readonly maxUnproven: number;
  /** Maximum number of addresses whose failure is remembered. */
  readonly maxFailures: number;
  /** After this time a certificate is downloaded again in the background. If that fails, the old one is still used. */
  readonly freshForMs: number;
  /** The wait after a failed download before the address is tried again. */
  readonly failureForMs: number;
  /** The same if the host says that the certificate does not exist (404, 410). */
  readonly absentForMs: number;
  /** Maximum number of deliveries that wait for a download at once. Further ones get 503, so that they do not block others. */
  readonly maxWaiting: number;
  readonly budget: UnprovenBudgetLimits;
}

/** The budget for addresses that have not verified a delivery. A limited number of downloads is possible, regardless of how many addresses an attacker invents. */
export const DOWNLOAD_BUDGET: UnprovenBudgetLimits = {
  anyone: { burst: 60, perMinute: 240 },
  source: { burst: 10, perMinute: 12 },
  provenSources: { burst: 20, perMinute: 30 },
  repeated: { burst: 10, perMinute: 30 },
  repeatedAfter: 2,
  maxRemembered: 4096,
};

const CERTIFICATE_LIMITS: CertificateLimits = {
  timeoutMs: 2_000,
  maxBytes: 64 * 1024,
  maxUnproven: 64,
  maxFailures: 1024,
  freshForMs: 12 * 3_600_000,
  failureForMs: 10_000,
  absentForMs: 300_000,
  maxWaiting: 200,
  budget: DOWNLOAD_BUDGET,
};

/** The outcome for a certificate that was not in memory, for a metric. */
export const CERTIFICATE_OUTCOMES = [
  'shared',
  'downloaded',
  'absent',
  'failed',
  'over_budget',
  'too_many_waiting',
  'failed_before',
] as const;
export type CertificateOutcome = (typeof CERTIFICATE_OUTCOMES)[number];

export type Certificates = Required<
  Pick<ProviderIo, 'fetchCertificate' | 'downloadCertificate' | 'certificateProved'>
>;

/** The `Retry-After` if too many deliveries wait; a download does not take longer. */
const BUSY_MS = 2_000;

/**
 * Signing certificates (PEM) by address: cached, with one request at a time per address, downloaded within a budget. Certificates
 * that have verified deliveries are stored separately and shared with other processes. The status must be 200, so a redirect is a
 * failure. Every failure is an `UnavailableError`.
 */
export function createCertificates({
  fetch,
  now,
  cache,
  limits = {},
  onOutcome = () => undefined,
  onCacheError,
}: {
  readonly fetch: OutboundFetch;
  readonly now: () => Date;
  /** Outlives this process. Without it, each process must verify certificates by itself. */
  readonly cache?: SharedCache | undefined;
  readonly limits?: Partial<CertificateLimits>;
  readonly onOutcome?: (outcome: CertificateOutcome) => void;
  readonly onCacheError?: (error: unknown) => void;
}): Certificates {
  const bounds = { ...CERTIFICATE_LIMITS, ...limits };
  const proven = createProvenCertificates({ now, cache, ...(onCacheError && { onError: onCacheError }) });
  const unproven = createBoundedMap<KnownCertificate>(bounds.maxUnproven);
  const failures = createBoundedMap<{ readonly problem: string; readonly until: number }>(bounds.maxFailures);
  const inFlight = new Map<string, Promise<string>>();
  const admit = createUnprovenBudget(bounds.budget);
  let waiting = 0;
  const time = () => now().getTime();
  void proven.learn();

  return {
    fetchCertificate: async (url, source) => {
      const known = knownAt(url);
      if (known) return refreshed(url, known, source).pem;
      return waitingFor(async () => {
        const learning = proven.learn();
        if (learning) await learning;
        const shared = proven.get(url.href);
        if (!shared) return download(url, source);
        onOutcome('shared');
        return shared.pem;
      });
    },
    downloadCertificate: async (url) => {
      const known = proven.get(url.href);
      return known && !known.isDownloaded ? waitingFor(() => download(url, undefined)) : undefined;
    },
    certificateProved: (proof) => {
      proven.prove(proof);
      if (proof.certificate) unproven.delete(proof.certificate.url.href);
    },
  };

  function knownAt({ href }: URL): KnownCertificate | undefined {
    return proven.get(href) ?? unproven.get(href);
  }

  function refreshed(url: URL, known: KnownCertificate, source: string | undefined): KnownCertificate {
    const isStale = time() - known.at >= bounds.freshForMs;
    if (isStale) download(url, source, { onRefusal: () => undefined }).catch(() => undefined);
    return known;
  }

  async function waitingFor<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= bounds.maxWaiting) {
      onOutcome('too_many_waiting');
      throw new UnavailableError('too many deliveries wait for certificates', { retryAfterMs: BUSY_MS });
    }
    waiting += 1;
    try {
      return await work();
    } finally {
      waiting -= 1;
    }
  }

  function download(
    url: URL,
    source: string | undefined,
    { onRefusal }: { readonly onRefusal: typeof onOutcome } = { onRefusal: onOutcome },
  ): Promise<string> {
    const running = inFlight.get(url.href);
    if (running) return running;
    const at = time();
    const failure = failures.get(url.href);
    if (failure && at < failure.until) {
      onRefusal('failed_before');
      const problem = `${failure.problem} (remembered; not tried again yet)`;
      return Promise.reject(new UnavailableError(problem, { retryAfterMs: failure.until - at }));
    }
    // An address that has verified a delivery needs no budget, because there are few such addresses and each is downloaded rarely.
    if (!proven.get(url.href)) {
      const admission = admit({ key: url.href, source, isProven: proven.hasSource(source), at });
      if (!admission.admitted) {
        onRefusal('over_budget');
        const { retryAfterMs } = admission;
        return Promise.reject(
          new UnavailableError('the budget of certificate downloads is used up', { retryAfterMs }),
        );
      }
    }
    const started = exchange(url).finally(() => inFlight.delete(url.href));
    inFlight.set(url.href, started);
    return started;
  }

  async function exchange(url: URL): Promise<string> {
    const { timeoutMs, maxBytes, absentForMs, failureForMs } = bounds;
    let isAbsent = false;
    try {
      const response = await fetch({ method: 'GET', url, timeoutMs, maxBytes });
      isAbsent = response.status === 404 || response.status === 410;
      const pem = readCertificate(response.status, response.body, maxBytes);
      const certificate = { pem, at: time(), isDownloaded: true };
      if (proven.get(url.href)) proven.renew(url.href, certificate);
      else unproven.set(url.href, certificate);
      failures.delete(url.href);
      onOutcome('downloaded');
      return pem;
    } catch (cause) {
      const problem = `the certificate could not be downloaded from ${url.host}`;
      const retryAfterMs = isAbsent ? absentForMs : failureForMs;
      failures.set(url.href, { problem, until: time() + retryAfterMs });
      onOutcome(isAbsent ? 'absent' : 'failed');
      throw new UnavailableError(problem, { cause, retryAfterMs });
    }
  }
}

/** @throws {Error} unless the answer is one readable certificate */
function readCertificate(status: number, body: Buffer, maxBytes: number): string {
  if (status !== 200) throw new Error(`HTTP ${status}`);
  if (body.length > maxBytes) throw new Error(`longer than ${maxBytes} bytes`);
  const pem = body.toString('latin1');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('not PEM');
  // Parsed here, so that an invalid answer is remembered as a failure for seconds and not as a certificate for hours.
  return (void new X509Certificate(pem), pem);
}
