import type { Database } from '@payspool/db';

/**
 * Counts what the rows do not show: folding an event twice leaves the same rows. Each time that an event becomes `applied` is one,
 * and is rolled back with its transaction.
 *
 * @returns asks for the keys of the events that were applied, each as often as it was
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
