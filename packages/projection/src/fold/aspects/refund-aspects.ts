import type { RefundRow } from '../rows.ts';
import type { Aspect } from './aspect.ts';

/** A refund is published by itself only while its payment is unknown. */
export const REFUND_ASPECTS: readonly Aspect<RefundRow>[] = [
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
