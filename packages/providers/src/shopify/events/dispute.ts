import type { EventFacts } from '@payspool/events';
import { checkShape, type OrdinaryHandler, together, unknownWord } from '../../contract/index.ts';
import { readMoney } from '../money.ts';
import { Dispute } from '../schema.ts';
import { topicWarnings } from '../topic.ts';
import { disputedPayment } from './transaction.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

/** shopify.dev/docs/api/admin-graphql/latest/enums/DisputeStatus. `charge_refunded` was closed by a refund, which arrives by itself. */
export const DISPUTE_TYPES: ReadonlyMap<string, DisputeType> = new Map([
  ['needs_response', 'dispute.opened'],
  ['under_review', 'dispute.opened'],
  ['charge_refunded', 'dispute.closed'],
  ['prevented', 'dispute.closed'],
  ['accepted', 'dispute.lost'],
  ['won', 'dispute.won'],
  ['lost', 'dispute.lost'],
]);

/**
 * The state of a dispute. An inquiry has taken no money yet (shopify.dev/docs/api/admin-graphql/latest/enums/DisputeType), so an inquiry
 * that ends against the merchant is only closed: what goes back arrives as a refund, or as a chargeback.
 */
export const dispute: OrdinaryHandler = ({ body, headers, occurredAt }) => {
  const { id, order_id: orderRef, type: phase, status, amount, currency, reason } = checkShape(Dispute, body);
  const known = DISPUTE_TYPES.get(status);
  const type = phase === 'inquiry' && known === 'dispute.lost' ? 'dispute.closed' : known;
  const paymentRef = orderRef === undefined ? undefined : disputedPayment(orderRef);
  const disputed: EventFacts[] = type
    ? [
        {
          type,
          occurredAt,
          disputeRef: id,
          paymentRef,
          amount: readMoney({ amount, currency }, 'amount'),
          reason,
          providerStatus: status,
        },
      ]
    : [];
  const linked: EventFacts[] =
    paymentRef === undefined ? [] : [{ type: 'payment.linked', occurredAt, paymentRef, orderRef }];
  return together({
    facts: [...disputed, ...linked],
    warnings: [
      ...topicWarnings(headers, 'dispute'),
      ...(type ? [] : [unknownWord('dispute status', status)]),
    ],
  });
};
