import { z } from 'zod';
import { firstMerchantRef } from '../contract/index.ts';

const Notes = z.object({ order_id: z.unknown() });

/** The merchant's own id: the order's `receipt`, else `notes.order_id`. */
export const merchantRef = ({
  receipt,
  notes,
}: {
  readonly receipt?: unknown;
  readonly notes?: unknown;
}): string | undefined => firstMerchantRef(receipt, Notes.safeParse(notes).data?.order_id);
