/** The capacity, and the rate of refilling. */
export interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

/** A budget that refills at a constant rate. Times are milliseconds of one clock; if it goes back, nothing is added. */
export interface TokenBucket {
  /** Takes a token if there are more than `reserve`. */
  readonly take: (at: number, reserve?: number) => boolean;
  /** Milliseconds until `take` with this reserve would succeed. */
  readonly waitMs: (at: number, reserve?: number) => number;
}

/** Starts full. */
export function createTokenBucket({ burst, perMinute }: Rate): TokenBucket {
  const perMs = perMinute / 60_000;
  let tokens = burst;
  let filledAt: number | undefined;

  const fill = (at: number) => {
    tokens = Math.min(burst, tokens + Math.max(0, at - (filledAt ?? at)) * perMs);
    filledAt = at;
  };
  return {
    take: (at, reserve = 0) => {
      fill(at);
      if (tokens < reserve + 1) return false;
      tokens -= 1;
      return true;
    },
    waitMs: (at, reserve = 0) => {
      fill(at);
      return Math.max(0, Math.ceil((reserve + 1 - tokens) / perMs));
    },
  };
}
