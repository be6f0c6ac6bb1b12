import { Prisma } from '@payspool/db';
import type { SubjectRef } from '@payspool/providers';

/** How the rows of one kind are found that are not final. */
interface OpenSubjects {
  readonly table: Prisma.Sql;
  readonly ref: Prisma.Sql;
  /** When the row came into the state that is not final, by the provider's clock. */
  readonly since: Prisma.Sql;
  readonly isOpen: Prisma.Sql;
  /** Whether only time makes a row open, so that no new event shows it. */
  readonly opensByTime?: true;
}

/**
 * What is not final, of every kind: the provider may change it, and the delivery that says so may be missing.
 *
 * @param failedMaySucceedMs how long a failed payment may still succeed; 0 if it cannot
 */
export const openSubjects = ({
  now,
  failedMaySucceedMs,
}: {
  readonly now: Date;
  readonly failedMaySucceedMs: number;
}): Readonly<Record<SubjectRef['kind'], OpenSubjects>> => ({
  order: {
    table: Prisma.sql`orders`,
    ref: Prisma.sql`order_ref`,
    since: Prisma.sql`updated_at`,
    isOpen: Prisma.sql`status IN ('pending', 'authorized')`,
  },
  payment: {
    table: Prisma.sql`payments`,
    ref: Prisma.sql`payment_ref`,
    since: Prisma.sql`occurred_at`,
    isOpen: Prisma.sql`(status IN ('pending', 'authorized')
      OR status = 'failed' AND occurred_at > ${new Date(now.getTime() - failedMaySucceedMs)})`,
  },
  refund: {
    table: Prisma.sql`refunds`,
    ref: Prisma.sql`refund_ref`,
    since: Prisma.sql`occurred_at`,
    isOpen: Prisma.sql`status = 'pending'`,
  },
  dispute: {
    table: Prisma.sql`disputes`,
    ref: Prisma.sql`dispute_ref`,
    since: Prisma.sql`occurred_at`,
    isOpen: Prisma.sql`status = 'opened'`,
  },
  subscription: {
    table: Prisma.sql`subscriptions`,
    ref: Prisma.sql`subscription_ref`,
    since: Prisma.sql`current_period_end`,
    isOpen: Prisma.sql`(status NOT IN ('canceled', 'expired') AND current_period_end < ${now})`,
    opensByTime: true,
  },
});
