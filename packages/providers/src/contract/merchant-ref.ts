import { Word } from '@payspool/events';

/**
 * The merchant's own id: the first of what a body says, in order of trust, that can be one. Merchants and buyers write these
 * fields: what is blank, too long, not storable or no text at all is none, and never a reason to lose an event.
 */
export const firstMerchantRef = (...candidates: readonly unknown[]): string | undefined =>
  candidates.map((candidate) => Word.safeParse(candidate).data).find((word) => word?.trim());
