/** Rows that somebody has to look at. */
export interface Found {
  /** How many there are. */
  readonly count: number;
  /** The first of them, as `stripe/default A-17`. */
  readonly refs: readonly string[];
}

/** How far a look goes. */
export interface Look {
  readonly now: Date;
  /** How many are named at most. */
  readonly limit: number;
}

/** Days that a look goes back, where it goes back. */
export const LOOK_BACK_DAYS = 30;

export const lookBackFrom = (now: Date): Date => new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);

/** Of rows that carry the count of all. */
export const foundIn = (rows: readonly { readonly ref: string; readonly count: number }[]): Found => ({
  count: rows[0]?.count ?? 0,
  refs: rows.map(({ ref }) => ref),
});
