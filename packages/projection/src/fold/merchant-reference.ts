import type { CanonicalEvent } from '@payspool/events';
import type { MerchantReferenceColumns } from './rows.ts';

interface Named {
  readonly ref: string;
  readonly field: string | null;
}

/** The merchant's own id as events have named it so far, by who can have written it. */
export interface ReferenceFacts {
  merchant?: Named;
  buyer?: Named;
}

type Naming = Pick<CanonicalEvent, 'merchantRef' | 'merchantRefField' | 'merchantRefWriter'>;

/** The last event that names one counts, among those that the same side can have written. */
export function noteReference(facts: ReferenceFacts, event: Naming): ReferenceFacts {
  if (event.merchantRef === undefined) return facts;
  const named = { ref: event.merchantRef, field: event.merchantRefField ?? null };
  return { ...facts, [event.merchantRefWriter ?? 'merchant']: named };
}

/**
 * The reference of a purchase, given what its events say in the order of how near they are to it. One that only the merchant can
 * write goes before every one that a buyer can: a buyer must not name somebody else's purchase.
 */
export function merchantReferenceOf(
  ...sources: readonly (ReferenceFacts | undefined)[]
): MerchantReferenceColumns {
  for (const writer of ['merchant', 'buyer'] as const) {
    const named = sources.find((source) => source?.[writer])?.[writer];
    if (named) return { merchantRef: named.ref, merchantRefField: named.field, merchantRefWriter: writer };
  }
  return { merchantRef: null, merchantRefField: null, merchantRefWriter: null };
}
