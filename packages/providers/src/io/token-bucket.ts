/** How much may be used at once, and how fast it comes back. */
export interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

/** A budget that fills steadily. Times are milliseconds of one clock; one that goes back adds nothing. */
export interface TokenBucket {
  /** Takes a token where there is one beyond `reserve`. */
  readonly take: (at: number, reserve?: number) => boolean;
  /** Until `take` with this reserve would succeed, milliseconds. */
  readonly waitMs: (at: number, reserve?: number) => number;
}

/** Begins full. */
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
