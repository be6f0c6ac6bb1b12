import { Word } from '@payspool/events';
import { z } from 'zod';

const Metadata = z.object({ order_id: Word });

/** The merchant's own id: `client_reference_id`, else `metadata.order_id`. One that is not fit to be stored is left out, not fatal. */
export const merchantRef = (object: {
  readonly client_reference_id?: unknown;
  readonly metadata?: unknown;
}): string | undefined =>
  Word.safeParse(object.client_reference_id).data ?? Metadata.safeParse(object.metadata).data?.order_id;
