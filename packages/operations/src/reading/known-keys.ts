import type { Database } from '@payspool/db';

/** Which of these event keys are recorded in one of the accounts, with whatever result. One statement, by the unique key of `events`. */
export async function knownKeys(
  db: Pick<Database, '$queryRaw'>,
  {
    provider,
    accounts,
    eventKeys,
  }: {
    readonly provider: string;
    readonly accounts: readonly string[];
    readonly eventKeys: readonly string[];
  },
): Promise<ReadonlySet<string>> {
  if (eventKeys.length === 0) return new Set();
  const rows = await db.$queryRaw<{ event_key: string }[]>`
    SELECT event_key FROM events
    WHERE provider = ${provider} AND account = ANY(${[...accounts]}::text[]) AND event_key = ANY(${[...eventKeys]}::text[])`;
  return new Set(rows.map((row) => row.event_key));
}
