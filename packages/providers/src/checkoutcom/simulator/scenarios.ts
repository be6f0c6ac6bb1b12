import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../simulator/contract.ts';
import { oneOrder, timeAt } from '../../simulator/scenario.ts';
import { balances, disputeData, event, paymentData } from './bodies.ts';

/** 100.00 GBP, authorized and captured. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [approved(context, 0), captured(context, 2)],
  expected: order(context, { status: 'paid' }),
});

/** Paid, 30.00 GBP refunded, then the rest. */
export function refund(context: ScenarioContext): Scenario {
  const { uid } = context;
  return {
    deliveries: [
      approved(context, 0),
      captured(context, 2),
      happened(context, 300, {
        type: 'payment_refunded',
        data: paymentData(uid, {
          action_id: `act_${uid}_3`,
          amount: 3000,
          balances: balances({ captured: 10_000, refunded: 3000 }),
        }),
      }),
      happened(context, 600, {
        type: 'payment_refunded',
        data: paymentData(uid, {
          action_id: `act_${uid}_4`,
          amount: 7000,
          balances: balances({ captured: 10_000, refunded: 10_000 }),
        }),
      }),
    ],
    expected: order(context, { status: 'refunded', refundedMinor: 10_000n }),
  };
}

/** The first attempt fails; Checkout.com tries again, with success. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    happened(context, 0, {
      type: 'payment_retry_scheduled',
      data: paymentData(context.uid, { response_code: '20051', response_summary: 'Insufficient Funds' }),
    }),
    approved(context, 1800),
    captured(context, 1802),
  ],
  unpaid: 2,
  expected: order(context, { status: 'paid' }),
});

/** Paid, disputed, and not answered in time. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    approved(context, 0),
    captured(context, 2),
    happened(context, 900, { type: 'dispute_received', data: disputeData(context.uid) }),
    happened(context, 902, { type: 'dispute_evidence_required', data: disputeData(context.uid) }),
    happened(context, 1800, { type: 'dispute_expired', data: disputeData(context.uid) }),
  ],
  expected: order(context, { status: 'refunded', chargedBackMinor: 10_000n }),
});

const approved = (context: ScenarioContext, seconds: number) =>
  happened(context, seconds, {
    type: 'payment_approved',
    data: paymentData(context.uid, { balances: balances() }),
  });
const captured = (context: ScenarioContext, seconds: number) =>
  happened(context, seconds, {
    type: 'payment_captured',
    data: paymentData(context.uid, {
      action_id: `act_${context.uid}_2`,
      balances: balances({ captured: 10_000 }),
    }),
  });

const happened = (
  context: ScenarioContext,
  seconds: number,
  { type, data }: { readonly type: string; readonly data: Parameters<typeof event>[1]['data'] },
): SimulatedDelivery => event(type, { id: `${context.uid}_${seconds}`, at: timeAt(context, seconds), data });

const order = (
  { uid }: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] =>
  oneOrder({ orderRef: `pay_${uid}`, currency: 'GBP', amountMinor: 10_000n, ...row });
