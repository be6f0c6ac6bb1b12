import type { FakeKind, FakeObject, FakeStore } from './fake-store.ts';
import type { FakeTransaction } from './fake-transactions.ts';

interface Event {
  readonly event_type: string;
  readonly create_time: string;
  readonly resource: FakeObject;
}

interface Amount {
  readonly currency_code: string;
  readonly value: string;
}

/** The kind of the resource by the event type; the first pattern that matches. */
const KINDS: readonly (readonly [RegExp, FakeKind])[] = [
  [/^CHECKOUT\.ORDER\./, 'order'],
  [/^PAYMENT\.AUTHORIZATION\./, 'authorization'],
  [/^PAYMENT\.(CAPTURE\.(REFUNDED|REVERSED)$|REFUND\.)/, 'refund'],
  [/^PAYMENT\.CAPTURE\./, 'capture'],
  [/^PAYMENT\.SALE\.(REFUNDED|REVERSED)$/, 'refundV1'],
  [/^PAYMENT\.SALE\./, 'sale'],
  [/^BILLING\.SUBSCRIPTION\./, 'subscription'],
  [/^CUSTOMER\.DISPUTE\./, 'dispute'],
];

/** Changes the objects as PayPal does when it sends an event of the simulator's scenarios. @returns the movements of money */
export function afterEvent(store: FakeStore, body: Buffer): readonly FakeTransaction[] {
  const event = JSON.parse(body.toString()) as Event;
  const kind = KINDS.find(([type]) => type.test(event.event_type))?.[1];
  if (!kind) return [];
  return CHANGES[kind](store, { ...event, resource: { update_time: event.create_time, ...event.resource } });
}

type Change = (store: FakeStore, event: Event) => readonly FakeTransaction[];

const keep =
  (kind: FakeKind): Change =>
  (store, { resource }) => {
    store.put(kind, resource);
    return [];
  };

const CHANGES: Readonly<Record<FakeKind, Change>> = {
  order: keep('order'),
  authorization: keep('authorization'),
  agreement: keep('agreement'),
  subscription: (store, { resource, event_type: type, create_time: time }) => {
    const failed = type.endsWith('.PAYMENT.FAILED')
      ? { failed_payments_count: 1, last_failed_payment: { time } }
      : {};
    store.put('subscription', {
      ...resource,
      billing_info: { ...objectIn(resource, 'billing_info'), ...failed },
    });
    return [];
  },
  // An object shows its last change, and an event of the dispute may have no time of it.
  dispute: keep('dispute'),
  capture: (store, { resource, create_time: time }) => {
    store.put('capture', resource);
    const order = store.get('order', orderOf(resource));
    if (order) store.put('order', withPayment(order, { list: 'captures', payment: resource, time }));
    return resource['status'] === 'COMPLETED' ? [movement(resource, 'T0006')] : [];
  },
  sale: (store, { resource, create_time: time }) => {
    store.put('sale', resource);
    const subscription = store.get('subscription', String(resource['billing_agreement_id']));
    if (subscription && resource['state'] === 'completed')
      store.put('subscription', {
        ...subscription,
        update_time: time,
        billing_info: {
          ...objectIn(subscription, 'billing_info'),
          last_payment: { time: resource['create_time'], amount: amountOf(resource) },
          failed_payments_count: 0,
        },
      });
    return resource['state'] === 'completed' ? [movement(resource, subscription ? 'T0002' : 'T0006')] : [];
  },
  refundV1: (store, { resource }) => {
    store.put('refundV1', resource);
    return [movement(resource, 'T1107')];
  },
  refund: (store, { resource, event_type: type, create_time: time }) => {
    store.put('refund', resource);
    const capture = store.get('capture', captureOf(resource));
    if (capture) {
      const isAll = amountOf(capture).value === amountOf(resource).value;
      const refunded = { ...capture, status: isAll ? 'REFUNDED' : 'PARTIALLY_REFUNDED', update_time: time };
      store.put('capture', refunded);
      const order = store.get('order', orderOf(capture));
      if (order) {
        const changed = withPayment(order, { list: 'captures', payment: refunded, time });
        store.put('order', withPayment(changed, { list: 'refunds', payment: resource, time }));
      }
    }
    return [movement(resource, type.endsWith('.REVERSED') ? 'T1106' : 'T1107')];
  },
};

const objectIn = (object: FakeObject, field: string): FakeObject => (object[field] ?? {}) as FakeObject;

/** In the form of version 2. */
function amountOf(resource: FakeObject): Amount {
  const amount = objectIn(resource, 'amount');
  return {
    currency_code: String(amount['currency_code'] ?? amount['currency']),
    value: String(amount['value'] ?? amount['total']),
  };
}

const orderOf = (capture: FakeObject): string =>
  String(objectIn(objectIn(capture, 'supplementary_data'), 'related_ids')['order_id']);

function captureOf(refund: FakeObject): string {
  const links = (refund['links'] ?? []) as readonly { readonly href: string; readonly rel: string }[];
  return (
    links
      .find(({ rel }) => rel === 'up')
      ?.href.split('/')
      .at(-1) ?? ''
  );
}

/** The order with a payment or refund in its only purchase unit, in the place of an older state of it. */
function withPayment(
  order: FakeObject,
  {
    list,
    payment,
    time,
  }: { readonly list: 'captures' | 'refunds'; readonly payment: FakeObject; readonly time: string },
): FakeObject {
  const [unit = {}] = (order['purchase_units'] ?? []) as readonly FakeObject[];
  const payments = objectIn(unit, 'payments');
  const others = ((payments[list] ?? []) as readonly FakeObject[]).filter(({ id }) => id !== payment['id']);
  return {
    ...order,
    // A declined capture leaves the order approved.
    status: payment['status'] === 'DECLINED' ? order['status'] : 'COMPLETED',
    update_time: time,
    purchase_units: [{ ...unit, payments: { ...payments, [list]: [...others, payment] } }],
  };
}

function movement(resource: FakeObject, code: string): FakeTransaction {
  const { currency_code, value } = amountOf(resource);
  const isOut = code.startsWith('T11');
  const reference = isOut ? captureOf(resource) : '';
  return {
    id: String(resource['id']),
    code,
    initiatedAt: String(resource['create_time']),
    amount: { currency_code, value: isOut && !value.startsWith('-') ? `-${value}` : value },
    ...(reference !== '' && { reference }),
  };
}
