import { X509Certificate } from 'node:crypto';
import { UnavailableError } from '../contract/errors.ts';
import type { OutboundFetch, ProviderIo, SharedCache } from '../contract/io.ts';
import { createBoundedMap } from './bounded-map.ts';
import { createUnprovenBudget, type UnprovenBudgetLimits } from './unproven-budget.ts';
import { createProvenCertificates, type KnownCertificate } from './proven-certificates.ts';

/** Bounds of the cache and of what it may ask of the world. */
export interface CertificateLimits {
  /** One download, milliseconds. Below the acknowledgement deadline of 3000, so that a slow host ends in 503 and not in silence. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Certificates that no delivery was verified with yet. */
  readonly maxUnproven: number;
  /** Addresses whose failure is remembered. */
  readonly maxFailures: number;
  /** After this a certificate is asked for again in the background; the old one keeps serving while that fails. */
  readonly freshForMs: number;
  /** An address that failed is not asked again before this has passed. */
  readonly failureForMs: number;
  /** The same where the host says that there is no such certificate (404, 410). */
  readonly absentForMs: number;
  /** Deliveries that wait for a download at once; more are turned away, so that they do not take the places of others. */
  readonly maxWaiting: number;
  readonly budget: UnprovenBudgetLimits;
}

/** Addresses that no delivery was verified with: a few at first, hardly one a year after that, whatever addresses are invented. */
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

/** What a certificate that is not in memory came to, for a metric. */
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

/** How long a sender is asked to wait when too many wait already: a download takes no longer. */
const BUSY_MS = 2_000;

/**
 * Signing certificates (PEM) by address: cached, one request in flight per address, downloaded within a budget. What deliveries were
 * verified with is kept apart, and shared with other processes. The status must be 200, so a redirect is a failure.
 * Every failure is an `UnavailableError`.
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
  /** Outlives this process; without one, each has to prove certificates for itself. */
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
      const problem = `${failure.problem} (remembered; not asked again yet)`;
      return Promise.reject(new UnavailableError(problem, { retryAfterMs: failure.until - at }));
    }
    // An address that a delivery was verified with needs no budget: there are few, and each is asked once in a while.
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

/** @throws {Error} when the answer is anything but one readable certificate */
function readCertificate(status: number, body: Buffer, maxBytes: number): string {
  if (status !== 200) throw new Error(`HTTP ${status}`);
  if (body.length > maxBytes) throw new Error(`longer than ${maxBytes} bytes`);
  const pem = body.toString('latin1');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('not PEM');
  // Parsed here so that garbage is remembered as a failure for seconds, not as a certificate for hours.
  return (void new X509Certificate(pem), pem);
}
