import type { SimulatedDelivery } from '../../simulator/contract.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An event of Checkout.com's sandbox. Events of captures and disputes have `timestamp`, all others `created_on`. */
export function event(
  type: string,
  { id, at, data }: { readonly id: string; readonly at: Date; readonly data: Fields },
): SimulatedDelivery {
  const isOther = type === 'payment_captured' || type.startsWith('dispute_');
  const body = {
    id: `evt_${id}`,
    type,
    version: '1.0.29',
    [isOther ? 'timestamp' : 'created_on']: at.toISOString(),
    data,
    _links: { self: { href: `https://sim.api.sandbox.checkout.com/workflows/events/evt_${id}` } },
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt: at };
}

/** A payment of 100.00 GBP, before its balances. */
export const paymentData = (uid: string, fields: Fields = {}): Fields => ({
  id: `pay_${uid}`,
  action_id: `act_${uid}_1`,
  reference: `ORDER-${uid}`,
  amount: 10_000,
  currency: 'GBP',
  response_code: '10000',
  response_summary: 'Approved',
  customer: { id: `cus_${uid}`, email: `buyer-${uid}@example.com`, name: 'Simulated Buyer' },
  ...fields,
});

/** The balances after an action, in minor units. */
export const balances = ({
  authorized = 10_000,
  voided = 0,
  captured = 0,
  refunded = 0,
  isClosed = false,
}: {
  readonly authorized?: number;
  readonly voided?: number;
  readonly captured?: number;
  readonly refunded?: number;
  /** Whether no further capture is possible, because the last one was final. */
  readonly isClosed?: boolean;
} = {}): Fields => {
  const open = isClosed ? 0 : authorized - voided - captured;
  return {
    total_authorized: authorized,
    total_voided: voided,
    available_to_void: open,
    total_captured: captured,
    available_to_capture: open,
    total_refunded: refunded,
    available_to_refund: captured - refunded,
  };
};

export const disputeData = (uid: string, fields: Fields = {}): Fields => ({
  id: `dsp_${uid}`,
  category: 'fraudulent',
  amount: 10_000,
  currency: 'GBP',
  reason_code: '10.4',
  payment_id: `pay_${uid}`,
  payment_action_id: `act_${uid}_2`,
  payment_reference: `ORDER-${uid}`,
  payment_method: 'VISA',
  ...fields,
});
