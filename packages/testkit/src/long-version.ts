/** Whether this run is the long one: `pnpm test:long` sets `TEST_LONG=yes`. */
export const isLongVersion: boolean = process.env['TEST_LONG'] === 'yes';

/**
 * What a proof uses in a run for every change, and in the long one, which runs every night. Both make the same statement; the short
 * one has fewer seeds, copies or orders.
 */
export const byVersion = <Value>({ short, long }: { readonly short: Value; readonly long: Value }): Value =>
  isLongVersion ? long : short;
