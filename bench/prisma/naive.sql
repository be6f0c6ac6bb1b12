-- The SQL that `prisma migrate` generates from naive.prisma, in a separate schema.
CREATE SCHEMA naive;

CREATE TABLE naive.webhook_events (
  id bigserial PRIMARY KEY,
  event_key text NOT NULL,
  type text NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  body jsonb NOT NULL
);
CREATE UNIQUE INDEX webhook_events_event_key_key ON naive.webhook_events (event_key);

CREATE TABLE naive.purchase_orders (
  order_ref text PRIMARY KEY,
  merchant_ref text,
  status text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX purchase_orders_merchant_ref_idx ON naive.purchase_orders (merchant_ref);
