import { type EventFacts, compiled, wordIn } from '@payspool/events';
import type { z } from 'zod';
import { type Ref, dataOf, RawData } from '../schema.ts';
import type { StripeSettings } from '../settings.ts';
import {
  checkShape,
  type MerchantReference,
  merchantReference,
  type ReadFacts,
  together,
} from '../../contract/index.ts';
import { leaveOutOdd, oddWarning } from '../optional-field.ts';

export type Said = Required<ReadFacts>;

/** These facts, without a warning. */
export const saying = (...facts: readonly EventFacts[]): Said => ({ facts, warnings: [] });

/**
 * The facts of the event's own object, then those of the included objects. An included object may repeat the same refund, dispute
 * or payment; the event's own object decides.
 */
export function besides(own: Said, ...others: readonly Said[]): Said {
  const subjects = new Set(own.facts.flatMap((fact) => subjectOf(fact) ?? []));
  const beside = together(...others);
  const facts = beside.facts.filter((fact) => !subjects.has(subjectOf(fact) ?? ''));
  return together(own, { facts, warnings: beside.warnings });
}

function subjectOf(fact: EventFacts): string | undefined {
  if ('refundRef' in fact) return `refund ${fact.refundRef}`;
  if ('disputeRef' in fact) return `dispute ${fact.disputeRef}`;
  if (!fact.type.startsWith('payment.') || fact.type === 'payment.linked') return undefined;
  return `payment ${'paymentRef' in fact ? fact.paymentRef : ''}`;
}

/**
 * The purchase of a payment, as far as the payment itself shows it. Before API 2025-03-31 payment intents and charges have
 * `invoice`: `null` means that the payment has no invoice and is its own order; an id means that the invoice decides. Since then
 * the field is missing (docs.stripe.com/changelog/basil), and only the session or `invoice_payment.paid` shows the purchase.
 * Until one of them arrives, the payment is not an order, unless the merchant uses only intents.
 */
export function orderLink(
  paymentRef: string,
  invoice: Ref | null | undefined,
  { bareIntents }: StripeSettings,
): { orderRef?: string; invoiceRef?: string } {
  if (invoice === undefined) return bareIntents === 'order' ? { orderRef: paymentRef } : {};
  return invoice === null ? { orderRef: paymentRef } : { invoiceRef: invoice.id };
}

/** One event while it is read: the parsed body, and the fields of its envelope. */
interface IncomingEvent {
  readonly type: string;
  readonly occurredAt: string;
  readonly body: unknown;
  readonly settings: StripeSettings;
}

/** The facts of an event, or why it has none. */
export type Reading = Said | { readonly ignored: string };

/** @throws {UnusableEventError} `schema_violation`, with the field's path from the body's root */
export type EventHandler = (event: IncomingEvent) => Reading;

/** The context while an object is read: the event's own object, or an included one. */
export interface EventContext {
  readonly occurredAt: string;
  readonly settings: StripeSettings;
  /** The path of the object from the body's root: `data.object`. */
  readonly path: string;
  /** Paths of its fields that were left out because they are invalid. */
  readonly odd: readonly string[];
}

/** A handler of events about one kind of object. */
export const onObject = <Schema extends z.ZodType>(
  schema: Schema,
  read: (object: z.output<Schema>, context: EventContext, event: IncomingEvent) => Reading,
): EventHandler => {
  const Data = dataOf(schema);
  const path = 'data.object';
  return (event) => {
    // TypeScript cannot resolve the output of a generic schema; checkShape has checked it.
    const { data } = checkShape(Data, event.body) as { data: { object: z.output<Schema> } };
    const { kept, odd } = leaveOutOdd(data.object, path);
    const reading = read(kept, { occurredAt: event.occurredAt, settings: event.settings, path, odd }, event);
    return 'ignored' in reading ? reading : together(reading, { facts: [], warnings: odd.map(oddWarning) });
  };
};

/** The object of an event as received, and the values that the event replaced in it. */
export const rawData = (body: unknown) => checkShape(RawData, body).data;

/** Reads an object inside another one. An invalid one is ignored with a warning and never makes the event fail. */
export function readBeside<Schema extends z.ZodType>(
  { schema, value, at }: { readonly schema: Schema; readonly value: unknown; readonly at: string },
  context: EventContext,
  read: (object: z.output<Schema>, context: EventContext) => Said,
): Said {
  const path = `${context.path}.${at}`;
  if (path.split('.').length > MAX_DEPTH) return saying();
  const parsed = compiled(schema).safeParse(value);
  if (!parsed.success) return { facts: [], warnings: [oddWarning(path)] };
  const { kept, odd } = leaveOutOdd(parsed.data, path);
  return together(read(kept, { ...context, path, odd }), { facts: [], warnings: odd.map(oddWarning) });
}

/** The same for a reference. Most are only an id; some are an object with nothing but its id. */
export function readExpanded<Schema extends z.ZodType>(
  { schema, ref, at }: { readonly schema: Schema; readonly ref: Ref | null | undefined; readonly at: string },
  context: EventContext,
  read: (object: z.output<Schema>, context: EventContext) => Said,
): Said {
  const value = ref?.beside?.();
  if (typeof value !== 'object' || value === null || !STATES.some((field) => field in value)) return saying();
  return readBeside({ schema, value, at }, context, read);
}

/** An object without any of these fields has no state. */
const STATES = ['status', 'paid'];
/** Objects may be nested without a limit. Stripe expands four levels (docs.stripe.com/expand), some of them lists. */
const MAX_DEPTH = 14;

/** Optional text: left out if it is empty, too long or cannot be stored. */
export const optionalWord = (text: string | null | undefined): string | undefined => wordIn(text);

/** A warning about an unknown status; the state does not change. */
export const unknownWord = (what: string, word: string | null | undefined): string =>
  `unknown ${what} ${JSON.stringify(String(word).slice(0, 60))}`;

/** Only the merchant can write metadata, because it requires the secret key (docs.stripe.com/metadata). */
export const orderIdIn = ({
  metadata,
}: {
  metadata?: { order_id?: unknown } | null | undefined;
}): MerchantReference =>
  merchantReference({ field: 'metadata.order_id', value: metadata?.order_id, writer: 'merchant' });

/** The customer who pays. */
export const payerOf = (about: {
  customer?: Ref | null | undefined;
  customer_account?: string | null | undefined;
}): string | undefined => about.customer?.id ?? about.customer_account ?? undefined;
