import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** One event of a scenario, before its body is made. */
export interface Happening {
  readonly type: string;
  readonly resourceType: string;
  /** Absent for v1 resources, as in PayPal's envelopes. */
  readonly resourceVersion?: '2.0';
  readonly summary: string;
  readonly resource: object;
  /** Seconds after the start of the scenario. */
  readonly after: number;
}

/** PayPal's envelope around each event; the event ids are numbered within the scenario. */
export function deliveries(context: ScenarioContext, happenings: readonly Happening[]): SimulatedDelivery[] {
  return happenings.map((happening, index) => {
    const id = `WH-${context.uid}-${index + 1}`;
    const occurredAt = new Date(context.startsAt.getTime() + happening.after * 1000);
    const href = `https://api.sandbox.paypal.com/v1/notifications/webhooks-events/${id}`;
    const body = {
      id,
      event_version: '1.0',
      create_time: occurredAt.toISOString(),
      resource_type: happening.resourceType,
      ...(happening.resourceVersion && { resource_version: happening.resourceVersion }),
      event_type: happening.type,
      summary: happening.summary,
      resource: happening.resource,
      links: [
        { href, rel: 'self', method: 'GET' },
        { href: `${href}/resend`, rel: 'resend', method: 'POST' },
      ],
    };
    return { type: happening.type, body: Buffer.from(JSON.stringify(body)), occurredAt };
  });
}

/** A time of the scenario in the format of PayPal's resources, in seconds. */
export const secondsAfter = ({ startsAt }: ScenarioContext, after: number): string =>
  `${new Date(startsAt.getTime() + after * 1000).toISOString().slice(0, 19)}Z`;

const API = 'https://api.sandbox.paypal.com/v2';

/** Ids of one purchase; each contains the run's uid. */
export const idsOf = ({ uid }: ScenarioContext) => ({
  order: `${uid}ORDER`,
  capture: `${uid}CAPT1`,
  secondCapture: `${uid}CAPT2`,
  refund: `${uid}RFND1`,
  dispute: `PP-R-${uid}`,
});

const amount = (value: string) => ({ currency_code: 'EUR', value });

/** The buyer agrees; no money has moved. */
export function orderApproved(context: ScenarioContext, after: number, value: string): Happening {
  const { order } = idsOf(context);
  return {
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    resourceVersion: '2.0',
    summary: 'An order has been approved by buyer',
    after,
    resource: {
      id: order,
      status: 'APPROVED',
      intent: 'CAPTURE',
      purchase_units: [
        {
          reference_id: 'default',
          custom_id: `basket-${context.uid}`,
          amount: amount(value),
          payee: { merchant_id: 'SELLER1234567' },
        },
      ],
      payer: {
        payer_id: `${context.uid}P`,
        email_address: 'buyer@example.com',
        name: { given_name: 'Ada', surname: 'Example' },
      },
      create_time: secondsAfter(context, after - 30),
      links: [{ href: `${API}/checkout/orders/${order}`, rel: 'self', method: 'GET' }],
    },
  };
}

export function captured(
  context: ScenarioContext,
  after: number,
  {
    id,
    value,
    status,
  }: { readonly id: string; readonly value: string; readonly status: 'COMPLETED' | 'DECLINED' },
): Happening {
  const { order } = idsOf(context);
  const time = secondsAfter(context, after);
  return {
    type: `PAYMENT.CAPTURE.${status}`,
    resourceType: 'capture',
    resourceVersion: '2.0',
    summary:
      status === 'COMPLETED'
        ? `Payment completed for € ${value} EUR`
        : `A payment capture for € ${value} EUR was declined.`,
    after,
    resource: {
      id,
      status,
      amount: amount(value),
      final_capture: status === 'COMPLETED',
      custom_id: `basket-${context.uid}`,
      ...(status === 'DECLINED' && { status_details: { reason: 'DECLINED_BY_RISK_FRAUD_FILTERS' } }),
      supplementary_data: { related_ids: { order_id: order } },
      create_time: time,
      update_time: time,
      links: [
        { href: `${API}/payments/captures/${id}`, rel: 'self', method: 'GET' },
        { href: `${API}/checkout/orders/${order}`, rel: 'up', method: 'GET' },
      ],
    },
  };
}

/** A refund names its capture only in the links. */
export function refunded(context: ScenarioContext, after: number, value: string): Happening {
  const { capture, refund } = idsOf(context);
  const time = secondsAfter(context, after);
  return {
    type: 'PAYMENT.CAPTURE.REFUNDED',
    resourceType: 'refund',
    resourceVersion: '2.0',
    summary: `A € ${value} EUR capture payment was refunded`,
    after,
    resource: {
      id: refund,
      status: 'COMPLETED',
      amount: amount(value),
      seller_payable_breakdown: { gross_amount: amount(value), total_refunded_amount: amount(value) },
      create_time: time,
      update_time: time,
      links: [
        { href: `${API}/payments/refunds/${refund}`, rel: 'self', method: 'GET' },
        { href: `${API}/payments/captures/${capture}`, rel: 'up', method: 'GET' },
      ],
    },
  };
}

export function disputed(
  context: ScenarioContext,
  after: number,
  { step, value }: { readonly step: 'CREATED' | 'UPDATED' | 'RESOLVED'; readonly value: string },
): Happening {
  const { capture, dispute } = idsOf(context);
  const status = { CREATED: 'OPEN', UPDATED: 'UNDER_REVIEW', RESOLVED: 'RESOLVED' }[step];
  return {
    type: `CUSTOMER.DISPUTE.${step}`,
    resourceType: 'dispute',
    summary: step === 'RESOLVED' ? 'A dispute was resolved' : 'A dispute was opened or changed',
    after,
    resource: {
      dispute_id: dispute,
      create_time: secondsAfter(context, after),
      disputed_transactions: [{ seller_transaction_id: capture, seller: { merchant_id: 'SELLER1234567' } }],
      reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
      status,
      dispute_amount: amount(value),
      ...(step === 'RESOLVED' && { dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' } }),
      dispute_life_cycle_stage: 'CHARGEBACK',
    },
  };
}
