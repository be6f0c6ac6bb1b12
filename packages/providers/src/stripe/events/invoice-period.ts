import { compiled, type PaidPeriod } from '@payspool/events';
import type { z } from 'zod';
import { fromUnixSeconds } from '../../contract/index.ts';
import { oddWarning } from '../optional-field.ts';
import { type Invoice, InvoiceLine, InvoicePayment } from '../schema.ts';
import type { EventContext } from './event-handler.ts';
import { paymentRefIn } from './invoice-payment.ts';

type InvoiceObject = z.output<typeof Invoice>;
type Line = z.output<typeof InvoiceLine>;

/**
 * The period that a paid invoice of a subscription covers: that of its lines for the subscription itself, or the one that ends
 * last if they differ. A proration corrects a period that was paid before. The invoice's own `period_start` and `period_end` are
 * one period behind (docs.stripe.com/api/invoices/object) and are not used. If such a line may exist but is not shown, the period
 * begins with the invoice and its end is not known.
 */
export function paidPeriodOf(
  object: InvoiceObject,
  context: EventContext,
): { readonly paidPeriod?: PaidPeriod; readonly warnings: readonly string[] } {
  const { lines, odd } = linesOf(object);
  const warnings = odd.map((at) => oddWarning(`${context.path}.lines.data.${at}`));
  if (object.lines?.hasMore)
    warnings.push(`${context.path}.lines: cut off, the period is that of the shown lines`);
  const period = latest(lines.filter(isRecurring)) ?? unstated(object, context);
  if (!period) return { warnings };
  const paymentRef = paymentOf(object);
  return {
    paidPeriod: {
      invoiceRef: object.id,
      ...period,
      ...(paymentRef === undefined ? {} : { paymentRef }),
      ...(object.amount_due === 0 ? { nothingDue: true as const } : {}),
    },
    warnings,
  };
}

/** An invoice that begins a period is created when the period begins. An invoice that shows all of its lines states what it bills. */
function unstated(object: InvoiceObject, { occurredAt }: EventContext): { start: string } | undefined {
  const { lines, billing_reason, created, date } = object;
  if (lines && !lines.hasMore) return undefined;
  if (billing_reason != null && !BEGINNING.has(billing_reason)) return undefined;
  return { start: fromUnixSeconds(created ?? date) ?? occurredAt };
}

/** Reasons of invoices that begin a period; `subscription` is the word for both in old API versions. */
const BEGINNING: ReadonlySet<string> = new Set(['subscription_create', 'subscription_cycle', 'subscription']);

/** The subscription of the invoice's lines; before 2013 an invoice did not name it itself. */
export const subscriptionInLines = (object: InvoiceObject): string | undefined =>
  linesOf(object)
    .lines.filter(isSubscriptions)
    .flatMap((line) => subscriptionOf(line) ?? [])[0];

function linesOf({ lines: list }: InvoiceObject): {
  readonly lines: readonly Line[];
  readonly odd: readonly number[];
} {
  const read = (list?.entries() ?? []).map((entry) => compiled(InvoiceLine).safeParse(entry));
  return {
    lines: read.flatMap(({ data }) => data ?? []),
    odd: read.flatMap(({ success }, index) => (success ? [] : [index])),
  };
}

/** `type` until API 2025-03-31, `parent` since. */
const isSubscriptions = ({ type, parent }: Line): boolean =>
  type === 'subscription' || parent?.subscription_item_details != null;

const isRecurring = (line: Line): boolean =>
  isSubscriptions(line) && !line.proration && !line.parent?.subscription_item_details?.proration;

/** Until API 2019-12-03 a line of a subscription had the id of the subscription. */
const subscriptionOf = ({ id, subscription, parent }: Line): string | undefined =>
  subscription?.id ??
  parent?.subscription_item_details?.subscription?.id ??
  (id && /^sub?_/.test(id) ? id : undefined);

/** The period that ends last; of several, the one that begins first. */
function latest(lines: readonly Line[]): { start: string; end: string } | undefined {
  const periods = lines.flatMap(({ period }) => (period && period.end > period.start ? [period] : []));
  const [last] = periods.toSorted((a, b) => b.end - a.end || a.start - b.start);
  const start = fromUnixSeconds(last?.start);
  const end = fromUnixSeconds(last?.end);
  return start && end ? { start, end } : undefined;
}

/** The only payment of the period. If there are several, the invoice connects them with the period. */
function paymentOf(object: InvoiceObject): string | undefined {
  const { id, paid_out_of_band, amount_due, amount_paid, payment_intent: intent, charge, payments } = object;
  if (paid_out_of_band) return amount_due && !amount_paid ? id : undefined;
  const named = intent?.id ?? charge?.id;
  if (named !== undefined) return named;
  const made = (payments?.entries() ?? []).flatMap((entry) => {
    const { data } = compiled(InvoicePayment).safeParse(entry);
    return data?.status === 'paid' && data.invoice.id === id ? (paymentRefIn(data) ?? []) : [];
  });
  return made.length === 1 && !payments?.hasMore ? made[0] : undefined;
}
