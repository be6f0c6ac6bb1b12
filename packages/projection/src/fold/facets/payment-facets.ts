import type { PaymentRow } from '../rows.ts';
import type { Facet } from './facet.ts';

export const PAYMENT_FACETS: readonly Facet<PaymentRow>[] = [
  {
    name: 'status',
    of: ({ status }) => (status === 'pending' || status === 'authorized' ? 'under way' : status),
    topic: (from, to) => {
      if (to === 'succeeded') return 'payment.succeeded';
      if (to === 'failed') return 'payment.failed';
      if (to === 'canceled') return 'payment.canceled';
      return from === '' ? undefined : 'payment.retried';
    },
  },
];
