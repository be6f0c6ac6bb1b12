import { createBoundedMap } from './bounded-map.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** How often deliveries that nothing is known of yet may cause something costly. The rule is in docs/decisions/023. */
export interface UnprovenBudgetLimits {
  /** Of all deliveries together. */
  readonly anyone: Rate;
  /** Of one source. What a source asks beyond it comes from the upper half of `anyone` alone, so that the lower half is left to others. */
  readonly source: Rate;
  /** Of sources that have sent a verified delivery before. */
  readonly provenSources: Rate;
  /** Of requests that were turned away `repeatedAfter` times before, by their key. */
  readonly repeated: Rate;
  readonly repeatedAfter: number;
  /** Sources, and keys that were turned away, that are remembered. */
  readonly maxRemembered: number;
}

type Admission = { readonly admitted: true } | { readonly admitted: false; readonly retryAfterMs: number };

const ADMITTED: Admission = { admitted: true };

export type AdmitUnproven = (request: {
  /** What is wanted, the same when it is wanted again: the address of a certificate. */
  readonly key: string;
  /** Of the delivery; all whose source is not known share one. */
  readonly source: string | undefined;
  /** Whether the source has sent a verified delivery before. */
  readonly isProven: boolean;
  readonly at: number;
}) => Admission;

/**
 * Decides whether a request may cause it that no verified delivery speaks for yet. Who has proven itself is served first, and from a
 * budget that others cannot use up; what a forger invents is wanted once, what is genuine by every delivery and its retries.
 */
export function createUnprovenBudget(limits: UnprovenBudgetLimits): AdmitUnproven {
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

  return ({ key, source = 'unknown', isProven, at }) => {
    const refusals = turnedAway.get(key) ?? 0;
    const admitted =
      (isProven && provenSources.take(at)) ||
      takeAsAnyone(source, at) ||
      (refusals >= limits.repeatedAfter && repeated.take(at));
    if (admitted) {
      turnedAway.delete(key);
      return ADMITTED;
    }
    turnedAway.set(key, refusals + 1);
    const waits = [
      anyone.waitMs(at, upperHalf),
      Math.max(anyone.waitMs(at), shareOf(source).waitMs(at)),
      ...(isProven ? [provenSources.waitMs(at)] : []),
      ...(refusals + 1 >= limits.repeatedAfter ? [repeated.waitMs(at)] : []),
    ];
    return { admitted: false, retryAfterMs: Math.min(...waits) };
  };
}
