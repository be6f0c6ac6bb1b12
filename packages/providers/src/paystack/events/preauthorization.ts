import type { OrdinaryHandler } from '../../contract/index.ts';
import { merchantRefOf } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { about } from '../read-data.ts';
import { Preauthorization } from '../schema.ts';
import type { PaymentFacts } from './charge.ts';

/**
 * A card preauthorization (paystack.com/docs/payments/card-preauthorization), in ZAR alone. Its transaction has the same reference, so
 * that `charge.success` for a capture is the same payment. The rest of a smaller capture is released.
 */
export const preauthorization = (type: PaymentFacts['type']): OrdinaryHandler<unknown> =>
  about(Preauthorization, (authorization, { occurredAt }) => {
    const {
      reference,
      status,
      amount,
      captured_amount: captured,
      currency,
      customer,
      metadata,
    } = authorization;
    const facts: PaymentFacts = {
      type,
      occurredAt,
      paymentRef: reference,
      orderRef: reference,
      settlesOrder: true,
      amount: money(type === 'payment.succeeded' ? (captured ?? amount) : amount, currency),
      providerStatus: status,
      ...merchantRefOf({ metadata, reference }),
      customerRef: customer?.customer_code,
    };
    return { facts: [facts] };
  });
