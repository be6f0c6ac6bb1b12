import { createHash } from 'node:crypto';
import type { Transaction } from '@payspool/db';
import { endpointAccountOf } from './endpoint-account.ts';
import type { EventRecord } from './event-record.ts';

/** A second body came under a transmission id: the signature binds so little of a body that one of the two may be forged. */
export class TransmissionReusedError extends Error {
  readonly code = 'transmission_reused';
  override readonly name = 'TransmissionReusedError';

  constructor(transmissionRef: string) {
    super(`transmission ${transmissionRef} has already brought another body`);
  }
}

/**
 * Lets one transmission id stand for one body only, whichever account the body names. Of a delivery of several parts it is called once,
 * before the first of them is applied.
 *
 * @throws {TransmissionReusedError} for any other body under it
 */
export async function bindTransmission(
  tx: Pick<Transaction, '$executeRaw'>,
  { provider, account, transmissionRef, rawBody }: EventRecord,
): Promise<void> {
  if (transmissionRef === undefined || rawBody === null) return;
  const digest = createHash('sha256').update(rawBody).digest();
  const bound = await tx.$executeRaw`
    INSERT INTO transmissions (provider, account, transmission_ref, body_sha256)
    VALUES (${provider}, ${endpointAccountOf(account)}, ${transmissionRef}, ${digest})
    ON CONFLICT (provider, account, transmission_ref)
      DO UPDATE SET body_sha256 = excluded.body_sha256 WHERE transmissions.body_sha256 = excluded.body_sha256`;
  if (bound === 0) throw new TransmissionReusedError(transmissionRef);
}
