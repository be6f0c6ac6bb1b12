-- AlterTable
ALTER TABLE "aggregates" ALTER COLUMN "state" SET DATA TYPE JSON USING "state"::json,
ALTER COLUMN "told" SET DATA TYPE JSON USING "told"::json;
