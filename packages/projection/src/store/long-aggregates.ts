import { randomBytes } from 'node:crypto';
import type { StoredAggregate } from './load-aggregates.ts';

/**
 * The number of events from which an aggregate is long: its published state has rows of its own in `published_subjects`. The published
 * state of a shorter one is in its row of `aggregates`, which costs less.
 */
export const LONG_FROM = 250;

/** What the column `state` contains. The fold itself stays in the memory of the workers. */
export interface FoldState {
  /** A fold in memory of this revision or a later one may be continued: since then, only further events were applied. */
  readonly since: number;
  /**
   * Identifies the transaction that wrote the row. After a failover that lost transactions, another one may have written the same revision.
   */
  readonly mark: string;
}

/** Whether the published state of an aggregate is in rows of `published_subjects`. */
export const isLong = ({
  publishedState,
  revision,
}: Pick<StoredAggregate, 'publishedState' | 'revision'>): boolean => publishedState === null && revision > 0;

/** Decodes the column `state`. Returns `undefined` if no fold in memory may be continued, so that all events must be folded again. */
export const foldStateOf = ({ state }: Pick<StoredAggregate, 'state'>): FoldState | undefined =>
  state === null ? undefined : (JSON.parse(state) as FoldState);

const ownMark = randomBytes(6).toString('base64url');
let transactions = 0;

/** Returns a mark that no other transaction of any process has. */
export function nextMark(): string {
  transactions += 1;
  return `${ownMark}${transactions.toString(36)}`;
}
