import { createRandom } from '@payspool/cli';
import { findProvider, type Provider, stripe } from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { stripeBody, stripeTemplate } from '../traffic/stripe-body.ts';
import type { GrowthDelivery } from './apply-one.ts';

const T0 = Date.parse('2026-01-05T10:00:00Z') / 1000;
const DAY = 86_400;
const BODY_BYTES = 2048;
const SEED = 1;

/** Events of one purchase or subscription, or of many purchases, in the order in which they are applied. */
export const STORIES = {
  'subscription, in order': (events: number) => renewals('order', events, { isSimultaneous: false }),
  'subscription, shuffled': (events: number) =>
    shuffled(renewals('shuffle', events, { isSimultaneous: false }), createRandom(SEED)),
  'subscription, events of one second': (events: number) =>
    renewals('same', events, { isSimultaneous: true }),
  'subscription, all that is sent of a renewal': paidRenewals,
  'one order, many payments': (events: number) => declinedPayments(events),
  'one order, many payments, shuffled': (events: number) =>
    shuffled(declinedPayments(events, 'mixed'), createRandom(SEED)),
  'one order, many payments that succeed': succeededPayments,
  'one purchase, many refunds': (events: number) => refunds(Math.max(10, Math.ceil(events / 10))),
} as const satisfies Readonly<Record<string, (events: number) => GrowthDelivery[]>>;
export type StoryName = keyof typeof STORIES;

const INVOICE = stripeTemplate('renewal', 'invoice.paid');
const UPDATED = stripeTemplate('renewal', 'customer.subscription.updated');

/** A subscription that is billed daily: a paid invoice, and the next period. With `isSimultaneous` they have the same second. */
function renewals(
  name: string,
  events: number,
  { isSimultaneous }: { readonly isSimultaneous: boolean },
): GrowthDelivery[] {
  const uid = `growth${name}`;
  return Array.from({ length: events }, (_, place) => {
    const period = Math.floor(place / 2);
    const isInvoice = place % 2 === 0;
    return stripeDelivery(isInvoice ? INVOICE : UPDATED, {
      id: `evt_${uid}n${place}`,
      created: startOf(period) + 60 + (isSimultaneous || isInvoice ? 0 : 1),
      object: isInvoice ? invoice(uid, period) : renewed(uid, period),
      merchantRef: `order-${uid}`,
    });
  });
}

/** Two subscriptions of many events each, and an event that names an invoice of the one and the other subscription. */
export function twoSubscriptions(events: number) {
  const last = Math.floor((events - 1) / 2);
  return {
    left: renewals('left', events, { isSimultaneous: false }),
    right: renewals('right', events, { isSimultaneous: false }),
    link: stripeDelivery(INVOICE, {
      id: 'evt_growthlink',
      created: startOf(last) + 120,
      object: invoice('growthleft', last, 'sub_growthright'),
      merchantRef: 'order-growthleft',
    }),
  };
}

/** The invoice of a period, which names its subscription. */
const invoice = (uid: string, period: number, subscription = `sub_${uid}`) => ({
  id: `in_${uid}p${period}`,
  customer: `cus_${uid}`,
  parent: { subscription_details: { metadata: {}, subscription }, type: 'subscription_details' },
  lines: { object: 'list', data: [line(uid, period)], has_more: false, total_count: 1 },
});

/** The subscription at the beginning of a period. */
const renewed = (uid: string, period: number) => ({
  id: `sub_${uid}`,
  customer: `cus_${uid}`,
  created: T0,
  latest_invoice: `in_${uid}p${period}`,
  items: { object: 'list', data: [item(uid, period)], has_more: false, total_count: 1 },
});

const listed = (template: typeof INVOICE, field: string): Readonly<Record<string, unknown>> => {
  const list = template.object[field] as { readonly data: readonly Readonly<Record<string, unknown>>[] };
  return list.data[0] ?? {};
};

/** Unix seconds. */
const startOf = (period: number) => T0 + period * DAY;

const line = (uid: string, period: number) => ({
  ...listed(INVOICE, 'lines'),
  id: `il_${uid}p${period}`,
  period: { start: startOf(period), end: startOf(period + 1) },
  parent: {
    invoice_item_details: null,
    subscription_item_details: {
      proration: false,
      subscription: `sub_${uid}`,
      subscription_item: `si_${uid}`,
    },
    type: 'subscription_item_details',
  },
});

const item = (uid: string, period: number) => ({
  ...listed(UPDATED, 'items'),
  id: `si_${uid}`,
  subscription: `sub_${uid}`,
  current_period_start: startOf(period),
  current_period_end: startOf(period + 1),
});

/** A buyer who tries a card on one order again and again; each attempt is a payment. This requires no secret. */
function declinedPayments(events: number, name = 'tries'): GrowthDelivery[] {
  return payments('payment.failed', events, name);
}

/** A payment link or a shared order that is paid repeatedly. */
function succeededPayments(events: number): GrowthDelivery[] {
  return payments('payment.captured', events, 'paid');
}

function payments(type: string, events: number, name: string): GrowthDelivery[] {
  const razorpay = providerOf('razorpay');
  const scenario = simulatorOf('razorpay').scenarios['failed-then-paid']?.({
    uid: `growth${name}0`,
    startsAt: new Date(T0 * 1000),
  });
  const template = scenario?.deliveries.find((delivery) => delivery.type === type);
  if (!template) throw new Error(`Razorpay's simulator sends no ${type}`);
  const text = template.body.toString('utf8');
  const body = JSON.parse(text) as {
    readonly payload: { readonly payment: { readonly entity: { readonly id: string } } };
  };
  const { entity } = body.payload.payment;
  return Array.from({ length: events }, (_, attempt) => {
    const at = T0 + attempt * 2;
    const payment = { ...entity, id: `pay_growth${name}${attempt}`, created_at: at };
    return {
      provider: razorpay,
      eventKey: `growth-${name}-${attempt}`,
      body: Buffer.from(
        JSON.stringify({
          ...body,
          created_at: at + 1,
          payload: { payment: { ...body.payload.payment, entity: payment } },
        }),
      ),
    };
  });
}

const INTENT = stripeTemplate('renewal', 'payment_intent.succeeded');
const INVOICE_PAYMENT = stripeTemplate('renewal', 'invoice_payment.paid');

/** A subscription that is billed daily, with its payments: each payment is separate until the last event names its subscription. */
function paidRenewals(events: number): GrowthDelivery[] {
  const uid = 'growthrenewals';
  return Array.from({ length: events }, (_, place) => {
    const period = Math.floor(place / 4);
    const intent = `pi_${uid}p${period}`;
    const about = (created: number) => ({
      id: `evt_${uid}n${place}`,
      created: startOf(period) + created,
      merchantRef: `order-${uid}`,
    });
    const customer = `cus_${uid}`;
    switch (place % 4) {
      case 0:
        return stripeDelivery(INTENT, {
          ...about(60),
          object: { id: intent, customer, latest_charge: `ch_${uid}p${period}` },
        });
      case 1:
        return stripeDelivery(UPDATED, {
          ...about(60),
          object: renewed(uid, period),
        });
      case 2:
        return stripeDelivery(INVOICE, {
          ...about(61),
          object: invoice(uid, period),
        });
      default:
        return stripeDelivery(INVOICE_PAYMENT, {
          ...about(61),
          object: {
            id: `inpay_${uid}p${period}`,
            invoice: `in_${uid}p${period}`,
            payment: { payment_intent: intent, type: 'payment_intent' },
          },
        });
    }
  });
}

const CHARGED = stripeTemplate('refund', 'charge.succeeded');
const REFUNDED = stripeTemplate('refund', 'charge.refund.updated');

/** A paid purchase with many refunds of small parts. */
function refunds(events: number): GrowthDelivery[] {
  const uid = 'growthrefunds';
  const names = { charge: `ch_${uid}`, payment_intent: `pi_${uid}` };
  const sale = stripeDelivery(CHARGED, {
    id: `evt_${uid}`,
    created: T0,
    object: {
      id: names.charge,
      payment_intent: names.payment_intent,
      amount: 1_000_000_00,
      amount_captured: 1_000_000_00,
    },
    merchantRef: `order-${uid}`,
  });
  return [
    sale,
    ...Array.from({ length: events - 1 }, (_, place) =>
      stripeDelivery(REFUNDED, {
        id: `evt_${uid}n${place}`,
        created: T0 + 10 + place * 2,
        object: { id: `re_${uid}n${place}`, ...names, amount: 100, created: T0 + 9 + place * 2 },
        merchantRef: `order-${uid}`,
      }),
    ),
  ];
}

/** Ordinary purchases, whose uids begin with `st` and four digits, so that `multiply` can copy them. */
export function ordinaryPurchases(count: number, firstUid: number): GrowthDelivery[] {
  const steps = ['payment_intent.created', 'payment_intent.succeeded', 'charge.succeeded'].map((type) =>
    stripeTemplate('checkout', type),
  );
  return Array.from({ length: count }, (_, place) => {
    const uid = `st${String(firstUid + place).padStart(4, '0')}`;
    return steps.map((template, step) =>
      stripeDelivery(template, {
        id: `evt_${uid}s${step}`,
        created: T0 + place * 10 + step,
        object: {
          customer: `cus_${uid}`,
          ...(step === 2 ? { id: `ch_${uid}`, payment_intent: `pi_${uid}` } : { id: `pi_${uid}` }),
          ...(step === 1 && { latest_charge: `ch_${uid}` }),
        },
        merchantRef: `order-${uid}`,
      }),
    );
  }).flat();
}

function stripeDelivery(
  template: ReturnType<typeof stripeTemplate>,
  event: Omit<Parameters<typeof stripeBody>[1], 'bytes'>,
): GrowthDelivery {
  return {
    provider: stripe,
    eventKey: event.id,
    body: stripeBody(template, { ...event, bytes: BODY_BYTES }),
  };
}

function providerOf(slug: string): Provider {
  const provider = findProvider(slug);
  if (!provider) throw new Error(`there is no provider ${slug}`);
  return provider;
}

/** A shuffled copy (Fisher–Yates). */
function shuffled<Entry>(entries: readonly Entry[], random: () => number): Entry[] {
  const left = [...entries];
  return entries.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
