import { createBoundedMap } from './bounded-map.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** How often deliveries of unknown sources may cause costly work. The rule is in docs/decisions/023. */
export interface UnprovenBudgetLimits {
  /** The budget of all deliveries together. */
  readonly anyone: Rate;
  /** The budget of one source. Further requests of a source use only the upper half of `anyone`, so that the lower half is left for others. */
  readonly source: Rate;
  /** The budget of sources that have sent a verified delivery before. */
  readonly provenSources: Rate;
  /** The budget of requests whose key was refused `repeatedAfter` times before. */
  readonly repeated: Rate;
  readonly repeatedAfter: number;
  /** Maximum number of remembered sources and refused keys. */
  readonly maxRemembered: number;
}

type Admission = { readonly admitted: true } | { readonly admitted: false; readonly retryAfterMs: number };

const ADMITTED: Admission = { admitted: true };

export type AdmitUnproven = (request: {
  /** The key of the wanted resource, the same at every request: the address of a certificate. */
  readonly key: string;
  /** The source of the delivery; all deliveries without a known source share one budget. */
  readonly source: string | undefined;
  /** Whether the source has sent a verified delivery before. */
  readonly isProven: boolean;
  readonly at: number;
}) => Admission;

/**
 * Decides whether an unverified request may cause costly work. Sources with verified deliveries have a budget of their own that
 * others cannot use up. An address that a forger invents is requested once; a genuine one is requested by every delivery and its
 * retries.
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
