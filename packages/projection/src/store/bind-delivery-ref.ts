import { createHash } from 'node:crypto';
import type { Transaction } from '@payspool/db';
import { endpointAccountOf, type EventRecord } from './event-record.ts';

/**
 * A second delivery had the same delivery id and another body. The signature covers so little of the body that one of the two may be
 * forged.
 */
export class DeliveryRefReusedError extends Error {
  readonly code = 'delivery_ref_reused';
  override readonly name = 'DeliveryRefReusedError';

  constructor(deliveryRef: string) {
    super(`delivery ${deliveryRef} had another body before`);
  }
}

/**
 * Stores the hash of the body for a delivery id, whichever account the body names. For a delivery of several parts the worker calls it
 * once, before it applies the first part. For other deliveries `event-ctes.ts` does the same.
 *
 * @throws {DeliveryRefReusedError} if another body is stored for this delivery id
 */
export async function bindDeliveryRef(
  tx: Pick<Transaction, '$executeRaw'>,
  { provider, account, deliveryRef, rawBody }: EventRecord,
): Promise<void> {
  if (deliveryRef === undefined || rawBody === null) return;
  const digest = createHash('sha256').update(rawBody).digest();
  const bound = await tx.$executeRaw`
    INSERT INTO delivery_refs (provider, account, delivery_ref, body_sha256)
    VALUES (${provider}, ${endpointAccountOf(account)}, ${deliveryRef}, ${digest})
    ON CONFLICT (provider, account, delivery_ref)
      DO UPDATE SET body_sha256 = excluded.body_sha256 WHERE delivery_refs.body_sha256 = excluded.body_sha256`;
  if (bound === 0) throw new DeliveryRefReusedError(deliveryRef);
}
