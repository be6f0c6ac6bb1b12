import { type Fields, inGeneration, type InvoiceLinks } from './generations.ts';

/** An event that has happened, or will. */
export interface StoredEvent {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  /** Milliseconds. From then on the list has it. */
  readonly appearsAt: number;
  readonly body: Fields;
}

/** An object as its last event, or the test, describes it. */
interface StoredObject {
  readonly object: Fields;
  /** Unix seconds of the first event about it, and of the first event of each type. */
  readonly firstAt: number | undefined;
  readonly times: ReadonlyMap<string, number>;
}

/** The objects of an account at one time, in the current version of the API. What is asked for is computed once. */
export interface World {
  /** The objects of a kind, `payment_intent`, the newest first. */
  readonly ofKind: (kind: string) => readonly Fields[];
  readonly object: (id: string) => Fields | undefined;
  /** The objects of a kind that name another one in a field: the refunds of a charge. */
  readonly belonging: (owner: {
    readonly kind: string;
    readonly field: string;
    readonly id: unknown;
  }) => readonly Fields[];
  readonly links: InvoiceLinks;
}

/** @param set objects that no event is about */
export function worldAt(
  seconds: number,
  { stored, set }: { readonly stored: readonly StoredEvent[]; readonly set: ReadonlyMap<string, Fields> },
): World {
  const objects = replay(stored, set, seconds);
  const payments = invoicePayments([...objects.values()]);
  const byPayment = indexBy(payments, paymentIn);
  const byInvoice = indexBy(payments, ({ invoice }) => invoice);
  const byId = new Map(payments.map((one) => [one['id'], one]));
  const links: InvoiceLinks = {
    invoiceOf: (payment) => textOf(byPayment.get(payment)?.[0]?.['invoice']),
    paymentOf: (invoice) =>
      textOf(byInvoice.get(invoice)?.[0] && paymentIn(byInvoice.get(invoice)?.[0] ?? {})),
  };
  const current = (one: StoredObject): Fields => inGeneration(completed(one), 'current', links);
  const kinds = once((kind: string) =>
    (kind === 'invoice_payment'
      ? payments
      : [...objects.values()].filter(({ object }) => object['object'] === kind).map(current)
    ).toSorted((a, b) => Number(b['created']) - Number(a['created'])),
  );
  const indexes = once((name: string) => {
    const [kind = '', field = ''] = name.split(' ');
    return indexBy(kinds(kind), (one) => one[field]);
  });
  return {
    ofKind: kinds,
    object: (id) => {
      const found = objects.get(id);
      return found ? current(found) : byId.get(id);
    },
    belonging: ({ kind, field, id }) => indexes(`${kind} ${field}`).get(id) ?? [],
    links,
  };
}

function once<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function indexBy(
  objects: readonly Fields[],
  key: (object: Fields) => unknown,
): ReadonlyMap<unknown, readonly Fields[]> {
  const index = new Map<unknown, Fields[]>();
  for (const object of objects) {
    const entries = index.get(key(object)) ?? [];
    entries.push(object);
    index.set(key(object), entries);
  }
  return index;
}

function invoicePayments(all: readonly StoredObject[]): readonly Fields[] {
  const own = all.filter(({ object }) => object['object'] === 'invoice_payment').map(completed);
  const named = new Set(own.map(({ invoice }) => invoice));
  return [...own, ...all.flatMap((one) => (named.has(one.object['id']) ? [] : legacyPayment(one)))];
}

function replay(
  stored: readonly StoredEvent[],
  set: ReadonlyMap<string, Fields>,
  seconds: number,
): ReadonlyMap<string, StoredObject> {
  const objects = new Map<string, StoredObject>();
  for (const { created, body } of stored.toSorted((a, b) => a.created - b.created)) {
    const { object } = body['data'] as { readonly object: Fields };
    const id = String(object['id']);
    if (created > seconds) continue;
    const before = objects.get(id);
    const times = new Map(before?.times);
    const type = String(body['type']);
    if (!times.has(type)) times.set(type, created);
    objects.set(id, { object, firstAt: before?.firstAt ?? created, times });
  }
  for (const [id, object] of set) objects.set(id, { object, firstAt: undefined, times: new Map() });
  return objects;
}

/** The times of an object that the simulated events leave out. */
function completed({ object, firstAt, times }: StoredObject): Fields {
  if (firstAt === undefined) return object;
  const time = (...types: readonly string[]) => types.flatMap((type) => times.get(type) ?? [])[0] ?? null;
  switch (object['object']) {
    case 'charge':
      return { payment_method_details: { type: 'card', card: {} }, ...object, created: firstAt };
    case 'invoice':
      return {
        ...object,
        status_transitions: {
          finalized_at: time('invoice.finalized') ?? firstAt,
          paid_at: time('invoice.paid', 'invoice.payment_succeeded'),
          voided_at: time('invoice.voided'),
          marked_uncollectible_at: time('invoice.marked_uncollectible'),
        },
      };
    case 'invoice_payment':
      return { ...object, status_transitions: { canceled_at: null, paid_at: time('invoice_payment.paid') } };
    default:
      return object;
  }
}

/** The payment of a paid invoice whose events are of a version before there were invoice payments. */
function legacyPayment(one: StoredObject): readonly Fields[] {
  const { id, object, status, payment_intent, amount_paid, currency, created, livemode } = one.object;
  if (object !== 'invoice' || status !== 'paid' || typeof payment_intent !== 'string') return [];
  const paidAt = one.times.get('invoice.paid') ?? created;
  return [
    {
      id: String(id).replace(/^in_/, 'inpay_'),
      object: 'invoice_payment',
      amount_paid,
      created,
      currency,
      invoice: id,
      is_default: true,
      livemode,
      payment: { payment_intent, type: 'payment_intent' },
      status: 'paid',
      status_transitions: { canceled_at: null, paid_at: paidAt },
    },
  ];
}

const paymentIn = ({ payment }: Fields): unknown => (payment as Fields | undefined)?.['payment_intent'];
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
