import { Word } from '@payspool/events';
import { z } from 'zod';

const Notes = z.object({ order_id: Word });

/** The merchant's own id: the order's `receipt`, else `notes.order_id`. One that is not fit to be stored is left out, not fatal. */
export const merchantRef = ({
  receipt,
  notes,
}: {
  readonly receipt?: unknown;
  readonly notes?: unknown;
}): string | undefined => Word.safeParse(receipt).data ?? Notes.safeParse(notes).data?.order_id;
