/** Accounts of the generated events: five usual ones, and connected ones. */
const USUAL = ['stripe/default', 'stripe/eu', 'paypal/default', 'adyen/default', 'mollie/default'];

/**
 * Statements that fill the tables with `events` events of a quarter as many purchases, received one after the other in the 30 days before `now`.
 * Purchase 7 is `cs_7`, paid by `pi_7`, of customer `cus_7` and of the merchant's id `ORD-7`; its events are `evt_7_1` to `evt_7_4`. One event in
 * 200 failed, and one in a thousand has the type `charge.rare`.
 */
export function fillStatements({
  events,
  now,
  connected = 20,
}: {
  readonly events: number;
  readonly now: Date;
  readonly connected?: number;
}): string[] {
  const purchases = Math.floor(events / 4);
  const owners = [
    ...USUAL.map((owner) => owner.split('/')),
    ...Array.from({ length: connected }, (_, number) => ['stripe', `default/acct_${number}`]),
  ];
  const list = (place: 0 | 1) => `(ARRAY['${owners.map((owner) => owner[place]).join("','")}'])`;
  // Three quarters of all purchases are of the first account.
  const place = (n: string) => `[CASE WHEN ${n} % 4 > 0 THEN 1 ELSE 1 + (${n} / 4) % ${owners.length} END]`;
  const owner = (n: string) => `${list(0)}${place(n)}, ${list(1)}${place(n)}`;
  const end = `timestamptz '${now.toISOString()}'`;
  const stepMs = (30 * 86_400_000) / purchases;
  const time = (n: string) => `${end} - (${purchases} - ${n}) * ${stepMs}::float8 * interval '1 millisecond'`;
  return [
    `INSERT INTO aggregates (id, provider, account, fold_version)
     SELECT n, ${owner('n')}, 1 FROM generate_series(1, ${purchases}) AS n`,
    `INSERT INTO events (provider, account, event_key, type, status, occurred_at, received_at, mode, error, canonical, headers, aggregate_id)
     SELECT ${owner('n')}, 'evt_' || n || '_' || place,
       CASE WHEN (n * 4 + place) % 1000 = 0 THEN 'charge.rare' ELSE (ARRAY['checkout.session.completed', 'payment_intent.succeeded', 'charge.updated', 'charge.refunded'])[place] END,
       (CASE WHEN (n * 4 + place) % 200 = 0 THEN 'failed' ELSE 'applied' END)::event_status,
       ${time('n')} - interval '2 seconds' - CASE WHEN n % 100 = 0 THEN interval '3 hours' ELSE interval '0' END,
       ${time('n')} + place * interval '1 millisecond', 'live',
       CASE WHEN (n * 4 + place) % 200 = 0 THEN 'amount: not a decimal' END,
       jsonb_build_array(jsonb_build_object('type', 'payment.succeeded', 'paymentRef', 'pi_' || n, 'orderRef', 'cs_' || n, 'rank', 5,
         'occurredAt', '2026-01-01T00:00:00.000Z', 'amount', jsonb_build_object('amountMinor', '4900', 'currency', 'EUR', 'exponent', 2))),
       '{"stripe-signature": "t=1"}', n
     FROM generate_series(1, ${purchases}) AS n, generate_series(1, 4) AS place ORDER BY n, place`,
    `INSERT INTO aliases (provider, account, kind, ref, aggregate_id)
     SELECT ${owner('n')}, kind, prefix || n, n
     FROM generate_series(1, ${purchases}) AS n, (VALUES ('order', 'cs_'), ('payment', 'pi_')) AS named (kind, prefix)`,
    `INSERT INTO orders (provider, account, order_ref, merchant_ref, status, disputed, currency, exponent, amount_minor, paid_minor,
       refunded_minor, charged_back_minor, access, customer_ref, created_at, updated_at, aggregate_id, fold_version)
     SELECT ${owner('n')}, 'cs_' || n, 'ORD-' || n, 'paid', false, 'EUR', 2, 4900, 4900, 0, 0, 'granted', 'cus_' || n, ${time('n')}, ${time('n')}, n, 1
     FROM generate_series(1, ${purchases}) AS n`,
    `INSERT INTO changes (provider, account, kind, ref, event_key, event_index, "from", "to", moved, at, place, aggregate_id)
     SELECT ${owner('n')}, 'order', 'cs_' || n, 'evt_' || n || '_' || place, 0, '{"status": "pending"}', '{"status": "paid"}',
       '{"paid_minor": "2450"}', ${time('n')} + place * interval '1 second', 0, n
     FROM generate_series(1, ${purchases}) AS n, generate_series(1, 2) AS place`,
    `INSERT INTO outbox (topic, provider, account, aggregate_kind, aggregate_ref, occurrence, payload, idempotency_key, event_key, aggregate_id, created_at)
     SELECT 'order.paid', ${owner('n')}, 'order', 'cs_' || n, 1, '{}', 'tr_' || md5(n::text), 'evt_' || n || '_2', n, ${time('n')}
     FROM generate_series(1, ${purchases}) AS n`,
    `INSERT INTO reactions (outbox_id, consumer, aggregate_id, status, attempts)
     SELECT id, consumer, aggregate_id, 'succeeded', 1 FROM outbox, (VALUES ('forward:crm'), ('fulfilment')) AS each (consumer)`,
    'ANALYZE',
  ];
}
