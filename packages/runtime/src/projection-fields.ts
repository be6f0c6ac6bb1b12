import { z } from 'zod';
import { count } from './fields.ts';

/**
 * What decides, beside the events, what the rows say of access and when it is published. The worker and the commands that fold
 * events again spread the same fields: two of them that differed would each undo what the other writes.
 */
export const projectionFields = {
  accessOnPartialLoss: z.enum(['keep', 'revoke']).default('keep').meta({
    description:
      'Access of a paid order when a part of its money went back and the rest no longer covers what is due: `keep`, or `revoke`.',
  }),
  accessWhileCollectionPaused: z.enum(['keep', 'end']).default('keep').meta({
    description:
      'Access of a subscription whose invoices are not collected for now: `keep`, or `end` with the period that is paid.',
  }),
  accessWhenEndUnknown: z.enum(['end', 'period']).default('end').meta({
    description:
      'Access of a subscription that is over when nothing says until when it was paid: `end` with billing, or with the `period` that the provider named last.',
  }),
  merchantRefGraceSeconds: count(
    "How long a purchase without the merchant's own id waits to be published, where another event may bring it; 0: not at all. Rows are written at once.",
    30,
    { min: 0, max: 3600 },
  ),
};
