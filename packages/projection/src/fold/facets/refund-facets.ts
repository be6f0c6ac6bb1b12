import type { RefundRow } from '../rows.ts';
import type { Facet } from './facet.ts';

/** A refund is told of by itself only while nobody knows what it gives back. */
export const REFUND_FACETS: readonly Facet<RefundRow>[] = [
  {
    name: 'match',
    of: ({ status, paymentRef }) => (paymentRef !== null ? MATCHED : status === 'succeeded' ? UNMATCHED : ''),
    topic: (from, to) => {
      if (to === UNMATCHED) return 'refund.unmatched';
      if (from !== UNMATCHED) return undefined;
      return to === MATCHED ? 'refund.matched' : 'refund.failed';
    },
  },
];

const MATCHED = 'matched';
const UNMATCHED = 'unmatched';
