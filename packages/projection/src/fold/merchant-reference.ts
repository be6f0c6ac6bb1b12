import type { CanonicalEvent } from '@payspool/events';
import type { MerchantReferenceColumns } from './rows.ts';

interface Named {
  readonly ref: string;
  readonly field: string | null;
}

/** The merchant's own ids that events have named so far, by who can have written them. */
export interface ReferenceFacts {
  merchant?: Named;
  buyer?: Named;
}

type Naming = Pick<CanonicalEvent, 'merchantRef' | 'merchantRefField' | 'merchantRefWriter'>;

/** Notes the reference that an event names. The last one counts, separately for merchant and buyer. */
export function noteReference(facts: ReferenceFacts, event: Naming): ReferenceFacts {
  if (event.merchantRef === undefined) return facts;
  const named = { ref: event.merchantRef, field: event.merchantRefField ?? null };
  return { ...facts, [event.merchantRefWriter ?? 'merchant']: named };
}

/**
 * Returns the reference of a purchase. `sources` begin with the one nearest to it. A reference that only the merchant
 * can write goes before every one that a buyer can: a buyer must not name somebody else's purchase.
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
