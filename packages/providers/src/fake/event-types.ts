/** Types that change an order, payment, refund, dispute or subscription. Each has its handler in `events/`. */
export const HANDLED = ['charge_paid', 'charge_declined', 'charge_refunded', 'charge_batch'] as const;

/** Known types that change nothing, each with the reason that is recorded. */
export const IGNORED = {
  customer_updated: 'customers are not kept',
} as const satisfies Record<string, string>;
