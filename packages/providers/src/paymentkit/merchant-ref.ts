import { z } from 'zod';
import { firstMerchantRef } from '../contract/index.ts';

const Metadata = z.object({ order_id: z.unknown() });

/** The merchant's own id: `client_reference_id`, else `metadata.order_id`. */
export const merchantRef = (object: {
  readonly client_reference_id?: unknown;
  readonly metadata?: unknown;
}): string | undefined =>
  firstMerchantRef(object.client_reference_id, Metadata.safeParse(object.metadata).data?.order_id);
