import type { Topic } from '@payspool/events';

/**
 * One aspect of an order, payment, subscription or refund whose changes are published independently of the others: whether it is paid, how
 * much is refunded, whether it is disputed.
 */
export interface Aspect<Row> {
  readonly name: string;
  /**
   * The value; `''` if there is none. `now` is the time of publishing, in the canonical spelling; it is absent
   * while the history is folded, which does not depend on the clock.
   */
  readonly of: (row: Row, now?: string) => string;
  /** The topic of a change; `undefined` if the change has no meaning by itself, or another aspect publishes it. */
  readonly topic: (from: string, to: string) => Topic | undefined;
  /**
   * Published only if nothing else is published about the same thing at the same time: every transition carries the
   * value.
   */
  readonly isQuiet?: true;
  /** Changed by time alone, never by an event. */
  readonly isByClock?: true;
  /** Returns when a change to this value happened, if the value says it. */
  readonly at?: (to: string) => string | undefined;
}
