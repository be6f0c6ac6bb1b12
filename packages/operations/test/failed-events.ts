import type { Database } from '@payspool/db';

/** Writes events that failed, each of another purchase. The code of this release can apply them. */
export const recordFailed = (db: Database, count: number): Promise<number> => db.$executeRaw`
  INSERT INTO events (provider, account, event_key, type, source, status, occurred_at, received_at, mode, error, canonical, raw_body, headers)
  SELECT 'fake', 'default', 'evt_' || n, 'charge_paid', 'delivery', 'failed', now(), now(), 'test', 'schema_violation: charge', '[]',
    convert_to(json_build_object('id', 'evt_' || n, 'kind', 'charge_paid', 'at', 1780000000 + n, 'charge',
      json_build_object('id', 'ch_' || n, 'order', 'order_' || n, 'cents', 1000, 'currency', 'EUR'))::text, 'UTF8'), '{}'
  FROM generate_series(1, ${count}::int) AS n`;
