-- Computed from the events: `payspool rebuild --apply`, or the next event of a purchase or subscription, writes its changes again.
DELETE FROM "changes";

-- AlterTable
ALTER TABLE "changes" DROP CONSTRAINT "changes_pkey",
DROP COLUMN "sequence",
ADD COLUMN     "event_index" INTEGER NOT NULL,
ADD COLUMN     "moved" JSONB NOT NULL,
ADD COLUMN     "place" INTEGER NOT NULL,
ADD CONSTRAINT "changes_pkey" PRIMARY KEY ("provider", "account", "kind", "ref", "event_key", "event_index");
