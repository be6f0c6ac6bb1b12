-- DropIndex
DROP INDEX "events_aggregate_id_idx";

-- CreateIndex
CREATE INDEX "events_aggregate_id_id_idx" ON "events"("aggregate_id", "id");

-- CreateIndex
CREATE INDEX "events_bodies_idx" ON "events"("received_at", "id") WHERE (raw_body IS NOT NULL);
