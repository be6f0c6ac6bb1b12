import type { Generation } from '../scenarios/objects.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Which payment paid which invoice, for the generation whose payments and invoices name each other. */
export interface InvoiceLinks {
  readonly invoiceOf: (payment: unknown) => string | null;
  readonly paymentOf: (invoice: unknown) => string | null;
}

/**
 * An object in the form of another generation of Stripe's API (docs.stripe.com/changelog/basil): since 2025-03-31 payments and invoices do not
 * name each other, `parent` names the subscription of an invoice, and the items of a subscription have its period.
 */
export function inGeneration(object: Fields, generation: Generation, links: InvoiceLinks): Fields {
  const kind = object['object'];
  if (kind === 'payment_intent' || kind === 'charge') {
    const { invoice, ...rest } = object;
    const payment = kind === 'charge' ? (object['payment_intent'] ?? object['id']) : object['id'];
    return generation === 'current' ? rest : { ...rest, invoice: invoice ?? links.invoiceOf(payment) };
  }
  if (kind === 'invoice')
    return generation === 'current' ? currentInvoice(object) : legacyInvoice(object, links);
  if (kind === 'subscription')
    return generation === 'current' ? currentSubscription(object) : legacySubscription(object);
  return object;
}

function currentInvoice(invoice: Fields): Fields {
  if (!('subscription' in invoice)) return invoice;
  const {
    subscription,
    payment_intent: _intent,
    charge: _charge,
    paid_out_of_band: _paid,
    ...rest
  } = invoice;
  const parent = subscription
    ? { subscription_details: { metadata: {}, subscription }, type: 'subscription_details' }
    : null;
  return { ...rest, parent, ...withLines(invoice, currentLine) };
}

function legacyInvoice(invoice: Fields, links: InvoiceLinks): Fields {
  if (!('parent' in invoice)) return invoice;
  const { parent, ...rest } = invoice;
  const subscription = at(parent, 'subscription_details', 'subscription') ?? null;
  const payment_intent = links.paymentOf(invoice['id']);
  return { ...rest, charge: null, payment_intent, subscription, ...withLines(invoice, legacyLine) };
}

const withLines = (invoice: Fields, convert: (line: Fields) => Fields) =>
  entriesOf(invoice['lines']).length > 0
    ? { lines: { ...(invoice['lines'] as Fields), data: entriesOf(invoice['lines']).map(convert) } }
    : {};

function currentLine(line: Fields): Fields {
  if (line['type'] !== 'subscription') return line;
  const { type: _, proration, subscription, subscription_item, ...rest } = line;
  const subscription_item_details = { proration, subscription, subscription_item };
  return { ...rest, parent: { subscription_item_details, type: 'subscription_item_details' } };
}

function legacyLine(line: Fields): Fields {
  const details = at(line['parent'], 'subscription_item_details');
  if (typeof details !== 'object' || details === null) return line;
  const { parent: _, ...rest } = line;
  return { ...rest, ...details, type: 'subscription' };
}

function currentSubscription(subscription: Fields): Fields {
  const { current_period_start, current_period_end, ...rest } = subscription;
  if (current_period_end === undefined) return subscription;
  const data = entriesOf(subscription['items']).map((item) => ({
    ...item,
    current_period_start,
    current_period_end,
  }));
  return { ...rest, items: { ...(subscription['items'] as Fields), data } };
}

function legacySubscription(subscription: Fields): Fields {
  const [first] = entriesOf(subscription['items']);
  if (first?.['current_period_end'] === undefined) return subscription;
  const { current_period_start, current_period_end } = first;
  const data = entriesOf(subscription['items']).map(
    ({ current_period_start: _start, current_period_end: _end, ...item }) => item,
  );
  return {
    ...subscription,
    current_period_start,
    current_period_end,
    items: { ...(subscription['items'] as Fields), data },
  };
}

export const entriesOf = (list: unknown): readonly Fields[] => {
  const data = at(list, 'data');
  return Array.isArray(data) ? (data as readonly Fields[]) : [];
};

/** The value at a path, or `undefined`. */
function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path)
    found = typeof found === 'object' && found !== null ? (found as Fields)[key] : undefined;
  return found;
}
