import { handler } from '../../contract/index.ts';
import { merchantRefOfLink } from '../merchant-ref.ts';
import { PaymentLinkEvent } from '../schema.ts';

/**
 * A payment link names the order of its last payment. The payment itself arrives as `PAYMENT_SUCCESS_WEBHOOK`, so that here only the
 * merchant's own id of the link is new. A link that expires or is cancelled does not undo what was paid.
 */
export const paymentLink = handler(PaymentLinkEvent, ({ data }, occurredAt) => {
  const { link_id, order } = data;
  if (!order) return { ignored: 'nothing has been paid through the link' };
  return {
    facts: [{ type: 'order.created', occurredAt, orderRef: order.order_id, ...merchantRefOfLink(link_id) }],
  };
});
