import { paypal } from '../../../../providers/src/index.ts';
import {
  deliveries,
  type Happening,
  captured,
  idsOf,
  orderApproved,
} from '../../../../providers/src/paypal/simulator/scenarios/events.ts';
import { read, START } from '../lifecycle.ts';

export const MONTH = 2_592_000;
export const context = (uid: string) => ({ uid, startsAt: START });
export const recorded = (uid: string, happenings: readonly Happening[]) =>
  read(paypal, deliveries(context(uid), happenings));
/** The same happening with other fields in its resource. */
export const changed = (happening: Happening, fields: object): Happening => ({
  ...happening,
  resource: { ...happening.resource, ...fields },
});
export const eur = (value: string) => ({ currency_code: 'EUR', value });
export const purchase = (uid: string, value: string): Happening[] => [
  orderApproved(context(uid), 60, value),
  captured(context(uid), 65, { id: idsOf(context(uid)).capture, value, status: 'COMPLETED' }),
];

/** A v1 refund: `state`, `amount.total`, the sale by its id. */
export const saleRefunded = (uid: string, seconds: number, total: string): Happening => ({
  type: 'PAYMENT.SALE.REFUNDED',
  resourceType: 'refund',
  summary: 'A sale was refunded',
  after: seconds,
  resource: {
    id: `${uid}SALEREF`,
    state: 'completed',
    amount: { total: `-${total}`, currency: 'EUR' },
    total_refunded_amount: { value: total, currency: 'EUR' },
    sale_id: `${uid}SALE2`,
  },
});

/** A v2 resource that comes with this event. */
export const happened = (type: string, seconds: number, resource: object): Happening => ({
  type,
  resourceType: 'resource',
  resourceVersion: '2.0',
  summary: 'An event',
  after: seconds,
  resource,
});
export const usd = (value: string) => ({ currency_code: 'USD', value });
/** Seconds from the beginning to a date. */
export const at = (time: string): number => (Date.parse(time) - START.getTime()) / 1000;
