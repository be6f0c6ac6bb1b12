import { createHash } from 'node:crypto';
import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../simulator/contract.ts';
import { oneOrder, timeAt } from '../../simulator/scenario.ts';

/** Authorized, then captured: 59.90 EUR. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: bought(context),
  expected: order(context, { status: 'paid' }),
});

/** 20.00 EUR are refunded, then the rest. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...bought(context),
    changed(context, { at: 900, code: 'REFUND', psp: 'refund 1', value: 2000 }),
    changed(context, { at: 1800, code: 'REFUND', psp: 'refund 2', value: 3990 }),
  ],
  expected: order(context, { status: 'refunded', refundedMinor: 5990n }),
});

/** Refused by the bank, then paid with another card. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    item(context, { at: 0, code: 'AUTHORISATION', psp: 'refused', success: false, reason: 'Refused' }),
    item(context, { at: 95, code: 'AUTHORISATION', psp: 'payment' }),
    changed(context, { at: 160, code: 'CAPTURE', psp: 'capture' }),
  ],
  unpaid: 2,
  expected: order(context, { status: 'paid' }),
});

/** The cardholder's bank takes the whole amount back. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...bought(context),
    changed(context, { at: 1200, code: 'NOTIFICATION_OF_CHARGEBACK', psp: 'dispute' }),
    changed(context, { at: 2400, code: 'CHARGEBACK', psp: 'dispute' }),
  ],
  expected: order(context, { status: 'refunded', chargedBackMinor: 5990n }),
});

export const bought = (context: ScenarioContext): SimulatedDelivery[] => [
  item(context, { at: 0, code: 'AUTHORISATION', psp: 'payment' }),
  changed(context, { at: 60, code: 'CAPTURE', psp: 'capture' }),
];

interface Story {
  /** Seconds after the start of the scenario. */
  readonly at: number;
  readonly code: string;
  /** Stands for the item's PSP reference. */
  readonly psp: string;
  /** Stands for the PSP reference of the changed payment. */
  readonly of?: string;
  readonly value?: number;
  readonly success?: boolean;
  readonly reason?: string;
}

/** An item about the payment of the scenario. */
export const changed = (context: ScenarioContext, story: Story): SimulatedDelivery =>
  item(context, { of: 'payment', ...story });

/** A delivery with one item. */
export function item(
  context: ScenarioContext,
  { at, code, psp, of, value = 5990, success = true, reason }: Story,
): SimulatedDelivery {
  const occurredAt = timeAt(context, at);
  const request = {
    additionalData: { shopperReference: `shopper-${context.uid}` },
    amount: { currency: 'EUR', value },
    eventCode: code,
    // Adyen writes whole seconds, with the offset of Amsterdam.
    eventDate: `${new Date(occurredAt.getTime() + 3_600_000).toISOString().slice(0, 19)}+01:00`,
    merchantAccountCode: MERCHANT_ACCOUNT,
    merchantReference: merchantReference(context),
    ...(of !== undefined && { originalReference: pspReference(context, of) }),
    ...(code === 'AUTHORISATION' && success && { operations: ['CANCEL', 'CAPTURE', 'REFUND'] }),
    paymentMethod: 'mc',
    pspReference: pspReference(context, psp),
    reason: reason ?? '',
    success: String(success),
  };
  const body = { live: 'false', notificationItems: [{ NotificationRequestItem: request }] };
  return { type: code, occurredAt, body: Buffer.from(JSON.stringify(body)) };
}

const MERCHANT_ACCOUNT = 'PayspoolTestECOM';
const merchantReference = ({ uid }: ScenarioContext): string => `order-${uid}`;
export const orderRef = (context: ScenarioContext): string =>
  `${MERCHANT_ACCOUNT}:${merchantReference(context)}`;

/** 16 capital letters and digits, like Adyen's. */
export const pspReference = ({ uid }: ScenarioContext, name: string): string =>
  createHash('sha256').update(`${uid} ${name}`).digest('hex').slice(0, 16).toUpperCase();

const order = (
  context: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] =>
  oneOrder({ orderRef: orderRef(context), currency: 'EUR', amountMinor: 5990n, ...row });
