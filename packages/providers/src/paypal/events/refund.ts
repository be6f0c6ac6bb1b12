import type { EventFacts, Money, RefundStatus } from '@payspool/events';
import { linkedId } from '../links.ts';
import { Refund, RefundV1 } from '../schema.ts';
import { type EventHandler, type PaypalEvent, readResource } from './event-handler.ts';
import { REFUND_WORDS, refundOutcome } from './payment-outcome.ts';
import { unknownWord } from './status-word.ts';

/**
 * A refund of a capture or sale. It names the payment and never the order: a capture id must not become an order of its own.
 * REVERSED is PayPal taking the money back, with a refund as its resource too.
 */
export const refund =
  (named: RefundStatus): EventHandler =>
  (event) => {
    const resource = event.generation === 1 ? readV1(event) : readV2(event);
    const { paymentRef } = resource;
    const status = refundOutcome(named, resource.word);
    const facts: EventFacts = {
      type: `refund.${status}`,
      occurredAt: event.occurredAt,
      refundRef: resource.id,
      paymentRef,
      amount: resource.amount,
      amountRefundedMinor: status === 'succeeded' ? resource.total?.amountMinor : undefined,
      providerStatus: resource.word,
    };
    const untied = paymentRef === undefined ? ['the refund names no payment'] : [];
    return {
      facts: [facts],
      warnings: [...unknownWord('refund status', resource.word, REFUND_WORDS), ...untied],
    };
  };

interface ReadRefund {
  readonly id: string;
  readonly word: string | undefined;
  readonly amount: Money;
  /** All that has been refunded of the payment, where the event says it. */
  readonly total: Money | undefined;
  readonly paymentRef: string | undefined;
}

function readV2(event: PaypalEvent): ReadRefund {
  const { id, status, amount, seller_payable_breakdown, links } = readResource(Refund, event);
  const total = seller_payable_breakdown?.total_refunded_amount;
  return { id, word: status, amount, total, paymentRef: linkedId(links, 'capture', 'up') };
}

function readV1(event: PaypalEvent): ReadRefund {
  const { id, state, amount, total_refunded_amount, sale_id, capture_id, links } = readResource(
    RefundV1,
    event,
  );
  const paymentRef = sale_id ?? capture_id ?? linkedId(links, 'sale') ?? linkedId(links, 'capture');
  return { id, word: state, amount, total: total_refunded_amount, paymentRef };
}
