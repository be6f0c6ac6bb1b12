import { randomBytes } from 'node:crypto';
import type { StoredAggregate } from './load-aggregates.ts';

/**
 * Events from which on a purchase or subscription is long: what was published of it is in rows of `published_subjects`. Of a shorter one it is in
 * the row of `aggregates`, which costs less than rows of its own.
 */
export const LONG_FROM = 250;

/** What the row has in the place of the fold, which stays in the memory of the workers. */
export interface FoldState {
  /** Folds in memory of this revision or a later one may be gone on from: all that was applied since are further events. */
  readonly since: number;
  /** Of the transaction that wrote it. After a failover that lost transactions another one may have given the row the same revision. */
  readonly mark: string;
}

/** Whether its published state is in rows of `published_subjects`. */
export const isLong = ({
  publishedState,
  revision,
}: Pick<StoredAggregate, 'publishedState' | 'revision'>): boolean => publishedState === null && revision > 0;

/** What the row says of folds in memory. `undefined`: none may be gone on from, everything has to be folded again. */
export const foldStateOf = ({ state }: Pick<StoredAggregate, 'state'>): FoldState | undefined =>
  state === null ? undefined : (JSON.parse(state) as FoldState);

const ownMark = randomBytes(6).toString('base64url');
let transactions = 0;

/** A mark that no other transaction has, whichever process it runs in. */
export function nextMark(): string {
  transactions += 1;
  return `${ownMark}${transactions.toString(36)}`;
}
