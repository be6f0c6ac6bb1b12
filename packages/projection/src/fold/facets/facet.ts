import type { Topic } from '@payspool/events';

/**
 * One side of an order, payment or subscription that the business is told of by itself, so that what is told of one side never
 * depends on another: paid or not, how much has gone back, disputed or not.
 */
export interface Facet<Row> {
  readonly name: string;
  /** Where it stands; `''` where there is nothing to stand on. */
  readonly of: (row: Row) => string;
  /** What a move is called; `undefined` where it means nothing by itself, or another facet tells it. */
  readonly topic: (from: string, to: string) => Topic | undefined;
}
