-- AlterTable
ALTER TABLE "aggregates" ALTER COLUMN "state" SET DATA TYPE JSON USING "state"::json,
ALTER COLUMN "published_state" SET DATA TYPE JSON USING "published_state"::json;
