import type { Database } from '@payspool/db';

/** From now on the consumer is told nothing; what it should have been told is kept as `skipped`. */
export async function disableConsumer(db: Database, consumer: string, reason: string): Promise<void> {
  await db.disabledConsumer.upsert({
    where: { consumer },
    create: { consumer, reason },
    update: {},
  });
}

/** Whether there was anything to enable. */
export async function enableConsumer(db: Database, consumer: string): Promise<boolean> {
  const { count } = await db.disabledConsumer.deleteMany({ where: { consumer } });
  return count > 0;
}
