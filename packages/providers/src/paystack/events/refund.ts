import type { EventFacts } from '@payspool/events';
import { type OrdinaryHandler, UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { about } from '../read-data.ts';
import { Refund } from '../schema.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/** By the name of the event, which is also the status (paystack.com/docs/payments/refunds). For the reference. */
export const REFUND_TYPES: ReadonlyMap<string, RefundType> = new Map([
  ['pending', 'refund.pending'],
  ['processing', 'refund.pending'],
  ['needs-attention', 'refund.pending'],
  ['processed', 'refund.succeeded'],
  ['failed', 'refund.failed'],
]);

/**
 * A refund. Older bodies have no id, and no `refund_reference` until a processor has the refund: such a pending refund cannot be
 * recognised when it is processed, and is not recorded.
 *
 * @throws {UnusableEventError} if a refund is processed and has neither
 */
export const refund = (type: RefundType): OrdinaryHandler<unknown> =>
  about(
    Refund,
    ({ id, refund_reference, transaction_reference, status, amount, currency }, { occurredAt }) => {
      const refundRef = id ?? refund_reference;
      if (refundRef === undefined && type !== 'refund.succeeded')
        return { ignored: 'a refund that is not processed, without an id' };
      if (refundRef === undefined)
        throw new UnusableEventError('schema_violation', {
          path: 'data.refund_reference',
          message: 'a processed refund without an id or reference',
        });
      const facts: EventFacts = {
        type,
        occurredAt,
        refundRef,
        paymentRef: transaction_reference,
        amount: money(amount, currency),
        providerStatus: status,
      };
      return { facts: [facts] };
    },
  );
