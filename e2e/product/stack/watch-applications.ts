import type { Database } from '@payspool/db';

/**
 * Counts how often each event is applied. The rows do not show this, because folding an event twice leaves the same rows. Each
 * change to `applied` counts, and is rolled back with its transaction.
 *
 * @returns a function that reads the keys of the applied events, each as often as it was applied
 */
export async function watchApplications(db: Database): Promise<() => Promise<string[]>> {
  await db.$executeRaw`CREATE TABLE applications (event_key text)`;
  await db.$executeRaw`
    CREATE FUNCTION note_application() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO applications VALUES (new.provider || ' ' || new.event_key); RETURN NULL; END $$`;
  await db.$executeRaw`
    CREATE TRIGGER note_application AFTER INSERT OR UPDATE OF status ON events
    FOR EACH ROW WHEN (new.status = 'applied') EXECUTE FUNCTION note_application()`;
  return async () => {
    const rows = await db.$queryRaw<{ event_key: string }[]>`SELECT event_key FROM applications`;
    return rows.map(({ event_key: key }) => key);
  };
}
