-- AlterTable
ALTER TABLE "aggregates" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "published_subjects" (
    "aggregate_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "subject" JSONB NOT NULL,

    CONSTRAINT "published_subjects_pkey" PRIMARY KEY ("aggregate_id","kind","ref")
);

-- CreateIndex
CREATE INDEX "published_subjects_aggregate_id_revision_idx" ON "published_subjects"("aggregate_id", "revision");

-- AddForeignKey
ALTER TABLE "published_subjects" ADD CONSTRAINT "published_subjects_aggregate_id_fkey" FOREIGN KEY ("aggregate_id") REFERENCES "aggregates"("id") ON DELETE CASCADE ON UPDATE CASCADE;
