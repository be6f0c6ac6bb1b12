/** Types that move an order, payment, refund, dispute or subscription. Each has its handler in `events/`. */
export const HANDLED = ['charge_paid', 'charge_declined', 'charge_refunded', 'charge_batch'] as const;

/** Types that are known and move nothing, each with the reason that is recorded. */
export const IGNORED = {
  customer_updated: 'customers are not kept',
} as const satisfies Record<string, string>;
