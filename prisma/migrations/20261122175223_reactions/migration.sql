-- CreateEnum
CREATE TYPE "reaction_status" AS ENUM ('waiting', 'ready', 'queued', 'succeeded', 'failed', 'skipped');

-- AlterTable
ALTER TABLE "aggregates" ADD COLUMN     "published_state" JSONB;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "aggregate_id" BIGINT NOT NULL,
ADD COLUMN     "dispatched_at" TIMESTAMPTZ(3),
ADD COLUMN     "event_key" TEXT NOT NULL,
ADD COLUMN     "idempotency_key" TEXT NOT NULL;

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
    "quantity" INTEGER,
    "valid_until" TIMESTAMPTZ(3),
    "granted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "transition_id" BIGINT NOT NULL,

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("provider","account","kind","ref")
);

-- CreateIndex
CREATE INDEX "reactions_aggregate_id_consumer_outbox_id_idx" ON "reactions"("aggregate_id", "consumer", "outbox_id");

-- CreateIndex
CREATE INDEX "reactions_status_queued_at_outbox_id_idx" ON "reactions"("status", "queued_at", "outbox_id");

-- CreateIndex
CREATE INDEX "reactions_consumer_status_idx" ON "reactions"("consumer", "status");

-- CreateIndex
CREATE INDEX "entitlements_provider_account_merchant_ref_idx" ON "entitlements"("provider", "account", "merchant_ref");

-- CreateIndex
CREATE INDEX "entitlements_provider_account_customer_ref_idx" ON "entitlements"("provider", "account", "customer_ref");

-- CreateIndex
CREATE INDEX "entitlements_status_valid_until_idx" ON "entitlements"("status", "valid_until");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_idempotency_key_key" ON "outbox"("idempotency_key");

-- CreateIndex
CREATE INDEX "outbox_dispatched_at_id_idx" ON "outbox"("dispatched_at", "id");

-- CreateIndex
CREATE INDEX "outbox_aggregate_id_idx" ON "outbox"("aggregate_id");

-- CreateIndex
CREATE INDEX "outbox_provider_account_aggregate_kind_aggregate_ref_idx" ON "outbox"("provider", "account", "aggregate_kind", "aggregate_ref");

-- CreateIndex
CREATE INDEX "outbox_provider_account_event_key_idx" ON "outbox"("provider", "account", "event_key");

-- CreateIndex
CREATE INDEX "outbox_topic_created_at_idx" ON "outbox"("topic", "created_at");

-- AddForeignKey
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_outbox_id_fkey" FOREIGN KEY ("outbox_id") REFERENCES "outbox"("id") ON DELETE CASCADE ON UPDATE CASCADE;
