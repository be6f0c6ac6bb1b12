import { z } from 'zod';
import { count } from './fields.ts';

/**
 * The settings that affect access and the time of publishing. The worker and the commands that fold events again use the same
 * fields; with different settings each would undo the changes of the other.
 */
export const projectionFields = {
  accessOnPartialLoss: z.enum(['keep', 'revoke']).default('keep').meta({
    description:
      'Access to a paid order after a partial refund or chargeback, if the rest no longer covers the amount due: `keep` or `revoke`.',
  }),
  accessWhileCollectionPaused: z.enum(['keep', 'end']).default('keep').meta({
    description:
      'Access to a subscription whose invoices are not collected for now: `keep`, or `end` with the paid period.',
  }),
  accessWhenEndUnknown: z.enum(['end', 'period']).default('end').meta({
    description:
      'Access to an ended subscription if no event says how long it is paid: `end` with billing, or with the last `period` that the provider named.',
  }),
  merchantRefGraceSeconds: count(
    "How long the publishing of a purchase waits for the merchant's own id, if another event may bring it; 0 does not wait. Rows are written at once.",
    30,
    { min: 0, max: 3600 },
  ),
};
