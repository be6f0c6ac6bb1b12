import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../simulator/contract.ts';
import { oneOrder } from '../../simulator/scenario.ts';

/** One charge of 20.00 EUR. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [event(context, { minute: 0, kind: 'charge_paid' })],
  expected: order(context, { status: 'paid' }),
});

/** Paid, 5.00 EUR given back, then the rest. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    event(context, { minute: 0, kind: 'charge_paid' }),
    event(context, { minute: 5, kind: 'charge_refunded', charge: { cents_refunded: 500 } }),
    event(context, { minute: 9, kind: 'charge_refunded', charge: { cents_refunded: 2000 } }),
  ],
  expected: order(context, { status: 'refunded', refundedMinor: 2000n }),
});

/** Declined, then paid with another charge. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    event(context, { minute: 0, kind: 'charge_declined', charge: { decline_code: 'no_funds' } }),
    event(context, { minute: 2, kind: 'charge_paid', charge: { id: `ch_${context.uid}_2` } }),
  ],
  unpaid: 1,
  expected: order(context, { status: 'paid' }),
});

function event(
  { uid, startsAt }: ScenarioContext,
  story: {
    readonly minute: number;
    readonly kind: string;
    readonly charge?: Readonly<Record<string, unknown>>;
  },
): SimulatedDelivery {
  const occurredAt = new Date(startsAt.getTime() + story.minute * 60_000);
  const body = {
    id: `evt_${uid}_${story.minute}`,
    kind: story.kind,
    at: Math.floor(occurredAt.getTime() / 1000),
    live: false,
    charge: { id: `ch_${uid}_1`, order: `ord_${uid}`, cents: 2000, currency: 'EUR', ...story.charge },
  };
  return { type: story.kind, body: Buffer.from(JSON.stringify(body)), occurredAt };
}

const order = (
  { uid }: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] => oneOrder({ orderRef: `ord_${uid}`, currency: 'EUR', amountMinor: 2000n, ...row });
