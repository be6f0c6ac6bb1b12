import type { Topic } from '@payspool/events';

/**
 * One side of an order, payment or subscription that the business is told of by itself, so that what is told of one side never
 * depends on another: paid or not, how much has gone back, disputed or not.
 */
export interface Facet<Row> {
  readonly name: string;
  /**
   * Where it stands; `''` where there is nothing to stand on. `now` is the time of publishing, in the canonical spelling; it is absent
   * while the history is gone through, which the clock has no part in.
   */
  readonly of: (row: Row, now?: string) => string;
  /** What a move is called; `undefined` where it means nothing by itself, or another facet tells it. */
  readonly topic: (from: string, to: string) => Topic | undefined;
  /** Published alone or not at all: whatever else is published of the same thing at the same time carries it. */
  readonly isQuiet?: true;
  /** Moved by time alone: no event of the history moves it. */
  readonly isByClock?: true;
  /** When a move to this value happened, where the value says it. */
  readonly at?: (to: string) => string | undefined;
}
