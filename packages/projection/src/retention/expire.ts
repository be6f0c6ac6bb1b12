import type { Database } from '@payspool/db';
import { eraseBodies } from './erase-bodies.ts';

/** How long data is kept. */
export interface Retention {
  /** Days after receipt until a raw body is erased. */
  readonly rawBodyDays: number;
  /** Days after receipt until an ignored event is deleted. */
  readonly ignoredEventDays: number;
}

const DAY_MS = 24 * 3_600_000;
const BATCH = 1000;

/** Erases bodies and deletes ignored events that are older than the retention times. Several workers may call it at once. */
export async function expire(
  db: Database,
  { rawBodyDays, ignoredEventDays }: Retention,
  { now, signal }: { readonly now: Date; readonly signal?: AbortSignal },
): Promise<{ readonly bodies: number; readonly events: number }> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const bodies = await eraseBodies(db, { receivedBefore: before(rawBodyDays) }, signal);
  return { bodies, events: await deleteIgnored(db, before(ignoredEventDays), signal) };
}

async function deleteIgnored(
  db: Database,
  receivedBefore: Date,
  signal: AbortSignal | undefined,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    if (signal?.aborted) return deleted;
    const batch = await db.$executeRaw`
      DELETE FROM events WHERE id IN (
        SELECT id FROM events WHERE status = 'ignored' AND received_at < ${receivedBefore}
        ORDER BY received_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`;
    deleted += batch;
    if (batch === 0) return deleted;
  }
}
