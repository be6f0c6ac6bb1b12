-- CreateEnum
CREATE TYPE "event_source" AS ENUM ('delivery', 'refetched', 'observed');

-- CreateEnum
CREATE TYPE "event_status" AS ENUM ('applied', 'ignored', 'failed', 'split');

-- CreateEnum
CREATE TYPE "reaction_status" AS ENUM ('waiting', 'ready', 'queued', 'succeeded', 'failed', 'skipped');

-- CreateEnum
CREATE TYPE "operation_status" AS ENUM ('waiting', 'running', 'done', 'failed', 'aborted');

-- CreateTable
CREATE TABLE "events" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "source" "event_source" NOT NULL DEFAULT 'delivery',
    "status" "event_status" NOT NULL,
    "occurred_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "signed_at" TIMESTAMPTZ(3),
    "mode" TEXT,
    "signed_mode" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "canonical" JSONB NOT NULL,
    "raw_body" BYTEA,
    "headers" JSONB NOT NULL,
    "part_of" TEXT,
    "provider_account" TEXT,
    "aggregate_id" BIGINT,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "aggregates" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "fold_version" INTEGER NOT NULL,
    "state" JSON,
    "published_state" JSON,
    "held_until" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "aggregates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_subjects" (
    "aggregate_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "subject" JSONB NOT NULL,

    CONSTRAINT "published_subjects_pkey" PRIMARY KEY ("aggregate_id","kind","ref")
);

-- CreateTable
CREATE TABLE "aliases" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "aggregate_id" BIGINT NOT NULL,

    CONSTRAINT "aliases_pkey" PRIMARY KEY ("provider","account","kind","ref")
);

-- CreateTable
CREATE TABLE "delivery_refs" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "delivery_ref" TEXT NOT NULL,
    "body_sha256" BYTEA NOT NULL,

    CONSTRAINT "delivery_refs_pkey" PRIMARY KEY ("provider","account","delivery_ref")
);

-- CreateTable
CREATE TABLE "orders" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "order_ref" TEXT NOT NULL,
    "merchant_ref" TEXT,
    "merchant_ref_field" TEXT,
    "merchant_ref_writer" TEXT,
    "status" TEXT NOT NULL,
    "provider_status" TEXT,
    "disputed" BOOLEAN NOT NULL,
    "currency" TEXT,
    "exponent" INTEGER,
    "amount_minor" DECIMAL(60,0),
    "paid_minor" DECIMAL(60,0) NOT NULL,
    "refunded_minor" DECIMAL(60,0) NOT NULL,
    "charged_back_minor" DECIMAL(60,0) NOT NULL,
    "access" TEXT NOT NULL,
    "customer_ref" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "aggregate_id" BIGINT NOT NULL,
    "fold_version" INTEGER NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("provider","account","order_ref")
);

-- CreateTable
CREATE TABLE "payments" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "payment_ref" TEXT NOT NULL,
    "order_ref" TEXT,
    "subscription_ref" TEXT,
    "status" TEXT NOT NULL,
    "provider_status" TEXT,
    "failure_code" TEXT,
    "currency" TEXT,
    "exponent" INTEGER,
    "amount_minor" DECIMAL(38,0),
    "refunded_minor" DECIMAL(60,0) NOT NULL,
    "charged_back_minor" DECIMAL(60,0) NOT NULL,
    "disputed" BOOLEAN NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "aggregate_id" BIGINT NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("provider","account","payment_ref")
);

-- CreateTable
CREATE TABLE "refunds" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "refund_ref" TEXT NOT NULL,
    "payment_ref" TEXT,
    "status" TEXT NOT NULL,
    "amount_minor" DECIMAL(38,0),
    "currency" TEXT,
    "exponent" INTEGER,
    "reason" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "aggregate_id" BIGINT NOT NULL,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("provider","account","refund_ref")
);

-- CreateTable
CREATE TABLE "disputes" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "dispute_ref" TEXT NOT NULL,
    "transaction_ref" TEXT NOT NULL DEFAULT '',
    "payment_ref" TEXT,
    "status" TEXT NOT NULL,
    "amount_minor" DECIMAL(38,0),
    "currency" TEXT,
    "exponent" INTEGER,
    "reason" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "aggregate_id" BIGINT NOT NULL,

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("provider","account","dispute_ref","transaction_ref")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "subscription_ref" TEXT NOT NULL,
    "merchant_ref" TEXT,
    "merchant_ref_field" TEXT,
    "merchant_ref_writer" TEXT,
    "customer_ref" TEXT,
    "plan_ref" TEXT,
    "quantity" BIGINT,
    "items" JSONB,
    "status" TEXT NOT NULL,
    "provider_status" TEXT,
    "current_period_start" TIMESTAMPTZ(3),
    "current_period_end" TIMESTAMPTZ(3),
    "cancel_at" TIMESTAMPTZ(3),
    "canceled_at" TIMESTAMPTZ(3),
    "trial_end" TIMESTAMPTZ(3),
    "starts_at" TIMESTAMPTZ(3),
    "collection_paused" BOOLEAN NOT NULL,
    "collection_resumes_at" TIMESTAMPTZ(3),
    "paid_period_start" TIMESTAMPTZ(3),
    "paid_until" TIMESTAMPTZ(3),
    "paid_until_source" TEXT,
    "access" TEXT NOT NULL,
    "valid_until" TIMESTAMPTZ(3),
    "access_end_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "aggregate_id" BIGINT NOT NULL,
    "fold_version" INTEGER NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("provider","account","subscription_ref")
);

-- CreateTable
CREATE TABLE "changes" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "event_index" INTEGER NOT NULL,
    "from" JSONB NOT NULL,
    "to" JSONB NOT NULL,
    "moved" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "place" INTEGER NOT NULL,
    "aggregate_id" BIGINT NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("provider","account","kind","ref","event_key","event_index")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "aggregate_kind" TEXT NOT NULL,
    "aggregate_ref" TEXT NOT NULL,
    "occurrence" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "aggregate_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatched_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reactions" (
    "outbox_id" BIGINT NOT NULL,
    "consumer" TEXT NOT NULL,
    "aggregate_id" BIGINT NOT NULL,
    "status" "reaction_status" NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "queued_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "reactions_pkey" PRIMARY KEY ("outbox_id","consumer")
);

-- CreateTable
CREATE TABLE "disabled_consumers" (
    "consumer" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,

    CONSTRAINT "disabled_consumers_pkey" PRIMARY KEY ("consumer")
);

-- CreateTable
CREATE TABLE "api_budgets" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "filled_at" TIMESTAMPTZ(3) NOT NULL,
    "share" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "paused_until" TIMESTAMPTZ(3),

    CONSTRAINT "api_budgets_pkey" PRIMARY KEY ("provider","account")
);

-- CreateTable
CREATE TABLE "sweeps" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "merchant" TEXT NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "done_to" TIMESTAMPTZ(3),
    "from" TIMESTAMPTZ(3),
    "to" TIMESTAMPTZ(3),
    "page" TEXT,
    "read" BIGINT NOT NULL DEFAULT 0,
    "missed" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "error" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sweeps_pkey" PRIMARY KEY ("provider","account","merchant")
);

-- CreateTable
CREATE TABLE "follow_ups" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "is_gone" BOOLEAN NOT NULL DEFAULT false,
    "error" TEXT,

    CONSTRAINT "follow_ups_pkey" PRIMARY KEY ("provider","account","kind","ref")
);

-- CreateTable
CREATE TABLE "operations" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "is_rehearsal" BOOLEAN NOT NULL,
    "status" "operation_status" NOT NULL DEFAULT 'waiting',
    "cursor" JSONB,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "report" JSONB NOT NULL DEFAULT '{}',
    "journal" JSONB NOT NULL DEFAULT '[]',
    "requested_by" TEXT NOT NULL,
    "request_key" TEXT,
    "rehearsal_id" BIGINT,
    "release" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "abort_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drift" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "rows" JSONB NOT NULL,
    "remedy" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "drift_pkey" PRIMARY KEY ("provider","account","object_kind","object_id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "user_name" TEXT NOT NULL,
    "via" TEXT,
    "ip" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "operation_id" BIGINT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dashboard_sessions" (
    "id" BYTEA NOT NULL,
    "user_name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dashboard_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erased_customers" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "customer" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erased_customers_pkey" PRIMARY KEY ("provider","account","customer")
);

-- CreateTable
CREATE TABLE "entitlements" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "item" TEXT,
    "merchant_ref" TEXT,
    "customer_ref" TEXT,
    "plan_ref" TEXT,
    "quantity" BIGINT,
    "valid_until" TIMESTAMPTZ(3),
    "granted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "transition_id" BIGINT NOT NULL,
    "aggregate_id" BIGINT NOT NULL,

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("provider","account","kind","ref")
);

-- CreateIndex
CREATE INDEX "events_aggregate_id_id_idx" ON "events"("aggregate_id", "id");

-- CreateIndex
CREATE INDEX "events_bodies_idx" ON "events"("received_at", "id") WHERE (raw_body IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_status_received_at_idx" ON "events"("status", "received_at");

-- CreateIndex
CREATE INDEX "events_type_provider_account_received_at_idx" ON "events"("type", "provider", "account", "received_at");

-- CreateIndex
CREATE INDEX "events_provider_account_part_of_idx" ON "events"("provider", "account", "part_of") WHERE (part_of IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_provider_account_provider_account_idx" ON "events"("provider", "account", "provider_account") WHERE (provider_account IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_received_at_idx" ON "events"("received_at");

-- CreateIndex
CREATE INDEX "events_source_received_at_idx" ON "events"("source", "received_at") WHERE (source <> 'delivery');

-- CreateIndex
CREATE UNIQUE INDEX "events_provider_account_event_key_key" ON "events"("provider", "account", "event_key");

-- CreateIndex
CREATE INDEX "aggregates_due_at_idx" ON "aggregates"("due_at");

-- CreateIndex
CREATE INDEX "published_subjects_aggregate_id_revision_idx" ON "published_subjects"("aggregate_id", "revision");

-- CreateIndex
CREATE INDEX "aliases_aggregate_id_idx" ON "aliases"("aggregate_id");

-- CreateIndex
CREATE INDEX "orders_aggregate_id_idx" ON "orders"("aggregate_id");

-- CreateIndex
CREATE INDEX "orders_provider_account_merchant_ref_idx" ON "orders"("provider", "account", "merchant_ref");

-- CreateIndex
CREATE INDEX "orders_provider_account_customer_ref_idx" ON "orders"("provider", "account", "customer_ref");

-- CreateIndex
CREATE INDEX "orders_status_updated_at_idx" ON "orders"("status", "updated_at");

-- CreateIndex
CREATE INDEX "orders_disputed_idx" ON "orders"("status", "updated_at") WHERE (disputed);

-- CreateIndex
CREATE INDEX "payments_aggregate_id_idx" ON "payments"("aggregate_id");

-- CreateIndex
CREATE INDEX "payments_provider_account_order_ref_idx" ON "payments"("provider", "account", "order_ref");

-- CreateIndex
CREATE INDEX "payments_provider_account_subscription_ref_idx" ON "payments"("provider", "account", "subscription_ref");

-- CreateIndex
CREATE INDEX "payments_occurred_at_idx" ON "payments" USING BRIN ("occurred_at" timestamptz_minmax_multi_ops);

-- CreateIndex
CREATE INDEX "refunds_aggregate_id_idx" ON "refunds"("aggregate_id");

-- CreateIndex
CREATE INDEX "refunds_provider_account_payment_ref_idx" ON "refunds"("provider", "account", "payment_ref");

-- CreateIndex
CREATE INDEX "refunds_occurred_at_idx" ON "refunds" USING BRIN ("occurred_at" timestamptz_minmax_multi_ops);

-- CreateIndex
CREATE INDEX "disputes_aggregate_id_idx" ON "disputes"("aggregate_id");

-- CreateIndex
CREATE INDEX "disputes_provider_account_payment_ref_idx" ON "disputes"("provider", "account", "payment_ref");

-- CreateIndex
CREATE INDEX "disputes_occurred_at_idx" ON "disputes" USING BRIN ("occurred_at" timestamptz_minmax_multi_ops);

-- CreateIndex
CREATE INDEX "subscriptions_aggregate_id_idx" ON "subscriptions"("aggregate_id");

-- CreateIndex
CREATE INDEX "subscriptions_provider_account_merchant_ref_idx" ON "subscriptions"("provider", "account", "merchant_ref");

-- CreateIndex
CREATE INDEX "subscriptions_provider_account_customer_ref_idx" ON "subscriptions"("provider", "account", "customer_ref");

-- CreateIndex
CREATE INDEX "subscriptions_status_updated_at_idx" ON "subscriptions"("status", "updated_at");

-- CreateIndex
CREATE INDEX "changes_aggregate_id_idx" ON "changes"("aggregate_id");

-- CreateIndex
CREATE INDEX "changes_provider_account_event_key_idx" ON "changes"("provider", "account", "event_key");

-- CreateIndex
CREATE INDEX "outbox_dispatched_at_id_idx" ON "outbox"("dispatched_at", "id");

-- CreateIndex
CREATE INDEX "outbox_delivered_at_id_idx" ON "outbox"("delivered_at", "id");

-- CreateIndex
CREATE INDEX "outbox_aggregate_id_idx" ON "outbox"("aggregate_id");

-- CreateIndex
CREATE INDEX "outbox_event_key_provider_account_idx" ON "outbox"("event_key", "provider", "account");

-- CreateIndex
CREATE INDEX "outbox_idempotency_key_idx" ON "outbox" USING HASH ("idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_identity_key" ON "outbox"("provider", "account", "aggregate_kind", "aggregate_ref", "topic", "occurrence");

-- CreateIndex
CREATE INDEX "reactions_aggregate_id_consumer_outbox_id_idx" ON "reactions"("aggregate_id", "consumer", "outbox_id");

-- CreateIndex
CREATE INDEX "reactions_status_queued_at_outbox_id_idx" ON "reactions"("status", "queued_at", "outbox_id");

-- CreateIndex
CREATE INDEX "reactions_consumer_status_queued_at_outbox_id_idx" ON "reactions"("consumer", "status", "queued_at", "outbox_id");

-- CreateIndex
CREATE INDEX "follow_ups_next_at_idx" ON "follow_ups"("next_at");

-- CreateIndex
CREATE UNIQUE INDEX "operations_request_key_key" ON "operations"("request_key");

-- CreateIndex
CREATE INDEX "operations_status_id_idx" ON "operations"("status", "id");

-- CreateIndex
CREATE INDEX "drift_resolved_at_seen_at_idx" ON "drift"("resolved_at", "seen_at");

-- CreateIndex
CREATE INDEX "audit_at_id_idx" ON "audit"("at", "id");

-- CreateIndex
CREATE INDEX "audit_user_name_at_id_idx" ON "audit"("user_name", "at", "id");

-- CreateIndex
CREATE INDEX "dashboard_sessions_user_name_idx" ON "dashboard_sessions"("user_name");

-- CreateIndex
CREATE INDEX "entitlements_provider_account_merchant_ref_idx" ON "entitlements"("provider", "account", "merchant_ref");

-- CreateIndex
CREATE INDEX "entitlements_provider_account_customer_ref_idx" ON "entitlements"("provider", "account", "customer_ref");

-- CreateIndex
CREATE INDEX "entitlements_status_valid_until_idx" ON "entitlements"("status", "valid_until");

-- CreateIndex
CREATE INDEX "entitlements_aggregate_id_idx" ON "entitlements"("aggregate_id");

-- AddForeignKey
ALTER TABLE "events" ADD CONSTRAINT "events_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published_subjects" ADD CONSTRAINT "published_subjects_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_outbox_id_fkey" FOREIGN KEY ("outbox_id") REFERENCES "outbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;
