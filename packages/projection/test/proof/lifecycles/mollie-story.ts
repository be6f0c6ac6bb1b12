import { findProvider } from '../../../../providers/src/index.ts';
import { after, type ExpectedRows, read } from '../lifecycle.ts';

const mollie = findProvider('mollie');

/** A resource of the API. */
export type Fields = Readonly<Record<string, unknown>>;

/** A time as Mollie writes it: whole seconds. */
export const at = (seconds: number): string => `${after(seconds).slice(0, 19)}+00:00`;
/** Seconds. */
export const DAY = 86_400;

/** An amount of the API. */
export const euro = (value: string) => ({ currency: 'EUR', value });

/** A payment of 49.95 EUR, created at the beginning. */
export const payment = (id: string, status: string, fields: Fields = {}): Fields => ({
  resource: 'payment',
  id,
  mode: 'test',
  status,
  amount: euro('49.95'),
  createdAt: at(0),
  ...fields,
});
/** A refund of 10.00 EUR. */
export const refund = (id: string, status: string, fields: Fields): Fields => ({
  resource: 'refund',
  id,
  mode: 'test',
  status,
  amount: euro('10.00'),
  ...fields,
});

/** What the API answered to a hint. */
export const answer = (resource: Fields) => ({ body: Buffer.from(JSON.stringify(resource)) });
/** A next-gen webhook with its full payload. */
export const event = (seconds: number, type: string, entity: Fields) => ({
  body: Buffer.from(
    JSON.stringify({
      resource: 'event',
      id: `event_${String(entity['id'])}_${type.replace('.', '_')}`,
      type,
      entityId: entity['id'],
      createdAt: at(seconds),
      _embedded: { entity },
    }),
  ),
});
/** The deliveries as the worker reads them. */
export const recorded = (deliveries: readonly { readonly body: Buffer }[]) => {
  if (!mollie) throw new Error('mollie is not registered');
  return read(mollie, deliveries);
};

/** The row of an order of 49.95 EUR that is paid. */
export const orderRow = (
  columns: Partial<ExpectedRows['orders'][number]> & { readonly orderRef: string },
): ExpectedRows['orders'][number] => ({
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 4995n,
  paidMinor: 4995n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
/** The row of a payment of 49.95 EUR that succeeded, of an order of its own. */
export const paymentRow = (
  columns: Partial<ExpectedRows['payments'][number]> & { readonly paymentRef: string },
): ExpectedRows['payments'][number] => ({
  orderRef: columns.paymentRef,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 4995n,
  refundedMinor: 0n,
  occurredAt: after(60),
  ...columns,
});
