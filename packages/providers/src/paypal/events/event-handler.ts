import type { EventFacts } from '@payspool/events';

/** One event, before its resource is read. */
export interface PaypalEvent {
  /** In the canonical format. */
  readonly occurredAt: string;
  readonly resource: unknown;
  /** Whether a purchase unit of this merchant's account counts. */
  readonly isOurs: (merchantId: string) => boolean;
}

/** The facts about one purchase or subscription in an event, or about each of several. */
type Reading = { readonly warnings?: readonly string[] } & (
  | { readonly facts: readonly EventFacts[] }
  | { readonly parts: readonly { readonly key: string; readonly facts: readonly EventFacts[] }[] }
);

/** @throws {UnusableEventError} with the path from the body's root: `resource.amount.value` */
export type EventHandler = (event: PaypalEvent) => Reading;

/** Maximum length of an unknown status in a warning. */
const MAX_WORD = 40;

/** Warns of a status that is not in the table; an absent status gives no warning. */
export function unknownWord(
  subject: string,
  word: string | undefined,
  known: Readonly<Record<string, unknown>>,
): string[] {
  if (word === undefined || Object.hasOwn(known, word.toUpperCase())) return [];
  return [`unknown ${subject} ${JSON.stringify(word.slice(0, MAX_WORD))}`];
}

/** The table's entry for a status in upper or lower case: v1 writes `completed`, v2 `COMPLETED`. */
export const lookUpWord = <Value>(
  table: Readonly<Record<string, Value>>,
  word: string | undefined,
): Value | undefined =>
  word !== undefined && Object.hasOwn(table, word.toUpperCase()) ? table[word.toUpperCase()] : undefined;

/**
 * The subscription of a sale or of its refund. Subscriptions are `I-…`. A `B-…` is a billing agreement for reference
 * transactions: a permission to charge, and each charge is a purchase.
 */
export const subscriptionOf = ({
  billing_agreement_id: id,
}: {
  readonly billing_agreement_id?: string | undefined;
}): string | undefined => (id?.startsWith('I-') ? id : undefined);
