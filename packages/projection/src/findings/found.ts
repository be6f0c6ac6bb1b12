/** The rows of a finding. */
export interface Found {
  /** The number of all rows. */
  readonly count: number;
  /** The first rows, at most `limit`, as `stripe/default A-17`. */
  readonly refs: readonly string[];
}

/** The current time, and how many rows to name. */
export interface Look {
  readonly now: Date;
  /** The highest number of rows in `refs`. */
  readonly limit: number;
}

/** The number of days before now in which a row must have changed, for findings about recent changes. */
export const LOOK_BACK_DAYS = 30;

export const lookBackFrom = (now: Date): Date => new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);

/** Builds a finding from rows that each have the count of all rows. */
export const foundIn = (rows: readonly { readonly ref: string; readonly count: number }[]): Found => ({
  count: rows[0]?.count ?? 0,
  refs: rows.map(({ ref }) => ref),
});
