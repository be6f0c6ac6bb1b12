import type { Database } from '@payspool/db';

/** Disables the consumer: from now on its reactions are recorded as `skipped`. */
export async function disableConsumer(db: Database, consumer: string, reason: string): Promise<void> {
  await db.disabledConsumer.upsert({
    where: { consumer },
    create: { consumer, reason },
    update: {},
  });
}

/** Enables the consumer. Returns whether it was disabled. */
export async function enableConsumer(db: Database, consumer: string): Promise<boolean> {
  const { count } = await db.disabledConsumer.deleteMany({ where: { consumer } });
  return count > 0;
}
