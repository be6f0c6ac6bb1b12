import type { EventFacts } from '@payspool/events';
import {
  type EventReading,
  type OrdinaryHandler,
  unknownWord,
  UnusableEventError,
} from '../../contract/index.ts';
import { money } from '../money.ts';
import { Adjustment, dataOf, readData } from '../schema.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;
type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

const Body = dataOf(Adjustment);

/** Most refunds of live accounts begin as `pending_approval` (developer.paddle.com/webhooks/adjustments/adjustment-created). */
export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['pending_approval', 'refund.pending'],
  ['approved', 'refund.succeeded'],
  ['rejected', 'refund.failed'],
  ['reversed', 'refund.failed'],
]);

/**
 * What an action says about the dispute over a transaction, and what it says if it was rejected or reversed itself. Paddle makes
 * these adjustments by itself. A chargeback has taken the money; a warning announces one and takes none.
 */
const DISPUTES: ReadonlyMap<string | undefined, { readonly is: DisputeType; readonly undone: DisputeType }> =
  new Map([
    ['chargeback_warning', { is: 'dispute.opened', undone: 'dispute.closed' }],
    ['chargeback_warning_reverse', { is: 'dispute.closed', undone: 'dispute.opened' }],
    ['chargeback', { is: 'dispute.lost', undone: 'dispute.won' }],
    ['chargeback_reverse', { is: 'dispute.won', undone: 'dispute.lost' }],
  ]);
const UNDONE: ReadonlySet<string | undefined> = new Set(['rejected', 'reversed']);

const CREDITS: ReadonlySet<string | undefined> = new Set(['credit', 'credit_reverse']);

/** An adjustment is a refund, a step of a dispute, or a credit. Its action says which one. */
export const adjustment: OrdinaryHandler<unknown> = ({ body, occurredAt }) => {
  const { entity, warnings } = readData(Body, body);
  const { action } = entity;
  if (CREDITS.has(action)) return { ignored: 'a credit pays nothing back: it lowers what is due' };
  if (action === 'refund') return refund(entity, { occurredAt, warnings });
  const dispute = DISPUTES.get(action);
  if (!dispute) return { facts: [], warnings: [...warnings, unknownWord('adjustment action', action)] };
  return {
    facts: [
      {
        type: UNDONE.has(entity.status) ? dispute.undone : dispute.is,
        occurredAt,
        // The reversal of a chargeback is an adjustment of its own that names only the transaction. So the transaction is the
        // name of the dispute.
        disputeRef: entity.transaction_id,
        paymentRef: entity.transaction_id,
        // The sign of a reversal is not documented.
        amount: money(absolute(entity.totals.total), entity.currency_code),
        providerStatus: action,
        customerRef: entity.customer_id,
      },
    ],
    warnings,
  };
};

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** @throws {UnusableEventError} if the refunded amount is negative */
function refund(
  { id, status, transaction_id, subscription_id, customer_id, currency_code, totals }: Adjustment,
  { occurredAt, warnings }: { readonly occurredAt: string; readonly warnings: readonly string[] },
): EventReading {
  const type = REFUND_TYPES.get(status);
  if (!type) return { facts: [], warnings: [...warnings, unknownWord('adjustment status', status)] };
  if (totals.total < 0n)
    throw new UnusableEventError('amount_invalid', { path: 'data.totals.total', message: 'is negative' });
  return {
    facts: [
      {
        type,
        occurredAt,
        refundRef: id,
        paymentRef: transaction_id,
        subscriptionRef: subscription_id,
        amount: money(totals.total, currency_code),
        providerStatus: status,
        customerRef: customer_id,
      },
    ],
    warnings,
  };
}
