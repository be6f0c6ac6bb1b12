-- AlterEnum
ALTER TYPE "event_status" ADD VALUE 'split';

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "part_of" TEXT,
ADD COLUMN     "provider_account" TEXT;

-- AlterTable
ALTER TABLE "aggregates" ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "access" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "merchant_ref_field" TEXT,
ADD COLUMN     "merchant_ref_writer" TEXT,
ALTER COLUMN "amount_minor" SET DATA TYPE DECIMAL(60,0),
ALTER COLUMN "paid_minor" SET DATA TYPE DECIMAL(60,0),
ALTER COLUMN "refunded_minor" SET DATA TYPE DECIMAL(60,0),
ALTER COLUMN "charged_back_minor" SET DATA TYPE DECIMAL(60,0);

-- AlterTable
ALTER TABLE "payments" ADD COLUMN     "charged_back_minor" DECIMAL(60,0) NOT NULL DEFAULT 0,
ADD COLUMN     "disputed" BOOLEAN NOT NULL DEFAULT false,
ALTER COLUMN "refunded_minor" SET DATA TYPE DECIMAL(60,0);

-- AlterTable
ALTER TABLE "disputes" DROP CONSTRAINT "disputes_pkey",
ADD COLUMN     "transaction_ref" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "disputes_pkey" PRIMARY KEY ("provider", "account", "dispute_ref", "transaction_ref");

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "access" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "access_end_reason" TEXT,
ADD COLUMN     "collection_paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "collection_resumes_at" TIMESTAMPTZ(3),
ADD COLUMN     "items" JSONB,
ADD COLUMN     "merchant_ref_field" TEXT,
ADD COLUMN     "merchant_ref_writer" TEXT,
ADD COLUMN     "paid_period_start" TIMESTAMPTZ(3),
ADD COLUMN     "paid_until" TIMESTAMPTZ(3),
ADD COLUMN     "paid_until_source" TEXT,
ADD COLUMN     "starts_at" TIMESTAMPTZ(3),
ADD COLUMN     "valid_until" TIMESTAMPTZ(3),
ALTER COLUMN "quantity" SET DATA TYPE BIGINT;

-- AlterTable
ALTER TABLE "entitlements" ADD COLUMN     "aggregate_id" BIGINT,
ALTER COLUMN "quantity" SET DATA TYPE BIGINT;

-- CreateIndex
CREATE INDEX "events_provider_account_part_of_idx" ON "events"("provider", "account", "part_of");

-- CreateIndex
CREATE INDEX "events_provider_account_provider_account_idx" ON "events"("provider", "account", "provider_account");

-- CreateIndex
CREATE INDEX "aggregates_due_at_idx" ON "aggregates"("due_at");

-- CreateIndex
CREATE INDEX "entitlements_aggregate_id_idx" ON "entitlements"("aggregate_id");

-- What is derived has its true value after `payspool rebuild --apply`; what is written from now on states every column.
ALTER TABLE "orders" ALTER COLUMN "access" DROP DEFAULT;
ALTER TABLE "payments" ALTER COLUMN "charged_back_minor" DROP DEFAULT,
ALTER COLUMN "disputed" DROP DEFAULT;
ALTER TABLE "subscriptions" ALTER COLUMN "access" DROP DEFAULT,
ALTER COLUMN "collection_paused" DROP DEFAULT;

-- An entitlement belongs to the purchase or subscription of the transition that it reflects.
UPDATE "entitlements" SET "aggregate_id" = "outbox"."aggregate_id" FROM "outbox" WHERE "outbox"."id" = "entitlements"."transition_id";
DELETE FROM "entitlements" WHERE "aggregate_id" IS NULL;
ALTER TABLE "entitlements" ALTER COLUMN "aggregate_id" SET NOT NULL;
