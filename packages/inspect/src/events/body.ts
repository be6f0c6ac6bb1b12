import { type Reader, sql } from '@payspool/db/reader';

export interface BodyRequest {
  /** The id of the row of the delivery. */
  readonly eventId: bigint;
  /** Who looks. */
  readonly user: string;
  /** Why, if they said so. */
  readonly reason: string;
  /** How they logged in, and from which address. */
  readonly via?: string | undefined;
  readonly ip?: string | undefined;
}

/**
 * The body of a delivery, byte for byte. The function in the database first writes down who looks. `null` if the body has expired, was
 * erased, or was never stored.
 */
export async function readBody(
  reader: Reader,
  { eventId, user, reason, via, ip }: BodyRequest,
): Promise<Buffer | null> {
  const [row] = await reader.query<{ body: Buffer | null }>(
    sql`SELECT read_body(${eventId}::bigint, ${user}::text, ${reason}::text, ${via ?? null}::text, ${ip ?? null}::text) AS body`,
  );
  return row?.body ?? null;
}
