-- DropIndex
DROP INDEX "outbox_idempotency_key_key";

-- DropIndex
DROP INDEX "outbox_provider_account_aggregate_kind_aggregate_ref_idx";

-- DropIndex
DROP INDEX "outbox_topic_created_at_idx";

-- DropIndex
DROP INDEX "outbox_identity_key";

-- DropIndex
DROP INDEX "reactions_consumer_status_idx";

-- CreateIndex
CREATE UNIQUE INDEX "outbox_identity_key" ON "outbox"("provider", "account", "aggregate_kind", "aggregate_ref", "topic", "occurrence");

-- CreateIndex
CREATE INDEX "reactions_consumer_status_queued_at_outbox_id_idx" ON "reactions"("consumer", "status", "queued_at", "outbox_id");

-- DropIndex
DROP INDEX "events_aggregate_id_idx";

-- CreateIndex
CREATE INDEX "events_aggregate_id_id_idx" ON "events"("aggregate_id", "id");

-- CreateIndex
CREATE INDEX "events_bodies_idx" ON "events"("received_at", "id") WHERE (raw_body IS NOT NULL);

-- DropIndex
DROP INDEX "events_provider_account_type_idx";

-- DropIndex
DROP INDEX "events_provider_account_part_of_idx";

-- DropIndex
DROP INDEX "events_provider_account_provider_account_idx";

-- DropIndex
DROP INDEX "outbox_provider_account_event_key_idx";

-- CreateIndex
CREATE INDEX "events_type_provider_account_idx" ON "events"("type", "provider", "account");

-- CreateIndex
CREATE INDEX "events_provider_account_part_of_idx" ON "events"("provider", "account", "part_of") WHERE (part_of IS NOT NULL);

-- CreateIndex
CREATE INDEX "events_provider_account_provider_account_idx" ON "events"("provider", "account", "provider_account") WHERE (provider_account IS NOT NULL);

-- CreateIndex
CREATE INDEX "outbox_event_key_provider_account_idx" ON "outbox"("event_key", "provider", "account");
