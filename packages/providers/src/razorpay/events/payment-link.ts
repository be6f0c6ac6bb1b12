import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape, fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { entity, OrderOfLink, Payment, PaymentLink } from '../schema.ts';
import type { EventHandler } from './handler.ts';
import { paymentBeside } from './payment.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const Body = z.object({
  payload: z.object({
    payment_link: entity(PaymentLink),
    order: entity(OrderOfLink).optional(),
    payment: entity(Payment).optional(),
  }),
});

/** Says what was due, as `order.paid` does, and brings the payment that was made: each alone may be all that is subscribed to. */
export const paymentLink =
  (type: OrderType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload } = checkShape(Body, body);
    const link = payload.payment_link.entity;
    const order = payload.order?.entity;
    const payment = payload.payment?.entity;
    const paid = payment && paymentBeside(payment, { occurredAt });
    return {
      events: [
        {
          type,
          occurredAt,
          orderRef: payment?.order_id ?? link.order_id ?? order?.id ?? link.id,
          paymentRef: payment?.id,
          invoiceRef: payment?.invoice_id,
          tentative: payment?.invoice_id ? true : undefined,
          amount: money(link.amount, link.currency),
          merchantRef:
            merchantRef(order ?? {}) ??
            merchantRef({ receipt: link.reference_id, notes: link.notes }) ??
            merchantRef({ notes: payment?.notes }),
          customerRef: payment?.customer_id,
          providerStatus: order?.status ?? link.status,
          createdAt: fromUnixSeconds(order?.created_at),
        },
        ...(paid?.events ?? []),
      ],
      warnings: paid?.warnings,
    };
  };
