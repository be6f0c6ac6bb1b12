import { createBoundedMap } from './bounded-map.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** How many downloads deliveries may cause that nothing is known of yet. The rule is in docs/decisions/023. */
export interface DownloadBudgetLimits {
  /** Of all deliveries together. */
  readonly anyone: Rate;
  /** Of one source. What a source asks beyond it comes from the upper half of `anyone` alone, so that the lower half is left to others. */
  readonly source: Rate;
  /** Of sources that have sent a verified delivery before. */
  readonly provenSources: Rate;
  /** Of addresses that were turned away `repeatedAfter` times before. */
  readonly repeated: Rate;
  readonly repeatedAfter: number;
  /** Sources, and addresses that were turned away, that are remembered. */
  readonly maxRemembered: number;
}

export const DOWNLOAD_BUDGET: DownloadBudgetLimits = {
  anyone: { burst: 60, perMinute: 240 },
  source: { burst: 10, perMinute: 12 },
  provenSources: { burst: 20, perMinute: 30 },
  repeated: { burst: 10, perMinute: 30 },
  repeatedAfter: 2,
  maxRemembered: 4096,
};

export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly retryAfterMs: number };

const ADMITTED: Admission = { admitted: true };

export type AdmitDownload = (request: {
  /** Of the certificate. */
  readonly address: string;
  /** Of the delivery; all whose source is not known share one. */
  readonly source: string | undefined;
  /** Whether the source has sent a verified delivery before. */
  readonly isProven: boolean;
  readonly at: number;
}) => Admission;

/**
 * Decides whether an address that no verified delivery has named yet may be asked. Who has proven itself is served first, and from
 * budgets that unproven requests cannot use up; an invented address is named once, a genuine one by every delivery and its retries.
 */
export function createDownloadBudget(limits: DownloadBudgetLimits = DOWNLOAD_BUDGET): AdmitDownload {
  const anyone = createTokenBucket(limits.anyone);
  const provenSources = createTokenBucket(limits.provenSources);
  const repeated = createTokenBucket(limits.repeated);
  const shares = createBoundedMap<TokenBucket>(limits.maxRemembered);
  const turnedAway = createBoundedMap<number>(limits.maxRemembered);
  const upperHalf = Math.ceil(limits.anyone.burst / 2);

  const shareOf = (source: string): TokenBucket => {
    const share = shares.get(source) ?? createTokenBucket(limits.source);
    shares.set(source, share);
    return share;
  };
  const takeAsAnyone = (source: string, at: number): boolean => {
    if (anyone.take(at, upperHalf)) return true;
    const share = shareOf(source);
    return anyone.waitMs(at) === 0 && share.take(at) && anyone.take(at);
  };

  return ({ address, source = 'unknown', isProven, at }) => {
    const refusals = turnedAway.get(address) ?? 0;
    const admitted =
      (isProven && provenSources.take(at)) ||
      takeAsAnyone(source, at) ||
      (refusals >= limits.repeatedAfter && repeated.take(at));
    if (admitted) {
      turnedAway.delete(address);
      return ADMITTED;
    }
    turnedAway.set(address, refusals + 1);
    const waits = [
      anyone.waitMs(at, upperHalf),
      Math.max(anyone.waitMs(at), shareOf(source).waitMs(at)),
      ...(isProven ? [provenSources.waitMs(at)] : []),
      ...(refusals + 1 >= limits.repeatedAfter ? [repeated.waitMs(at)] : []),
    ];
    return { admitted: false, retryAfterMs: Math.min(...waits) };
  };
}
