import type { StoredAggregate } from './load-aggregates.ts';

/**
 * Events from which on a purchase or subscription is long: what was published of it is in rows of `told_subjects`. Of a shorter one it is in
 * the row of `aggregates`, which costs less than rows of its own.
 */
export const LONG_FROM = 250;

/** What the row has in the place of the fold, which stays in the memory of the workers. */
export interface FoldState {
  /** Folds in memory of this revision or a later one may be gone on from: all that was applied since are further events. */
  readonly since: number;
}

/** Whether what was told of it is in rows of `told_subjects`. */
export const isLong = ({ told, revision }: Pick<StoredAggregate, 'told' | 'revision'>): boolean =>
  told === null && revision > 0;

/** From which revision on folds in memory may be gone on from. `undefined`: from none, everything has to be folded again. */
export const sinceOf = ({ state }: Pick<StoredAggregate, 'state'>): number | undefined =>
  state === null ? undefined : (JSON.parse(state) as FoldState).since;
