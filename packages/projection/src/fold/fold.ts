import { createChangeLog } from './changes.ts';
import { disputeRows, orderRows, paymentRows, refundRows, subscriptionRows } from './current-rows.ts';
import { momentsOf, type RecordedEvent } from './history.ts';
import { orderMoment } from './moment.ts';
import type { Rows } from './rows.ts';
import { advance, emptyState } from './state.ts';
import { tiesOf } from './ties.ts';

/** Goes up with every change of what the fold makes of the same events; rows of an older version are folded again. */
export const FOLD_VERSION = 1;

/**
 * What a purchase or subscription is, given its events: a pure function of their set. Neither the order in which they are
 * passed nor the order in which they arrived matters.
 */
export function fold(events: readonly RecordedEvent[]): Rows {
  const ties = tiesOf(events);
  const state = emptyState();
  const log = createChangeLog();
  for (const moment of momentsOf(events)) {
    for (const recorded of orderMoment(moment, (ref) => state.subscriptions.get(ref))) {
      advance(state, recorded.event, ties);
      log.note(recorded, orderRows(state, ties), subscriptionRows(state, ties));
    }
  }
  return {
    orders: orderRows(state, ties),
    payments: paymentRows(state, ties),
    refunds: refundRows(state, ties),
    disputes: disputeRows(state, ties),
    subscriptions: subscriptionRows(state, ties),
    changes: log.changes,
  };
}
