import { Prisma } from '@payspool/db';

/** The statuses of a recorded event. */
export const EVENT_STATUSES = ['applied', 'ignored', 'failed', 'split'] as const;

export interface EventFilter {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /** The provider's own event type. */
  readonly type?: string | undefined;
  readonly status?: (typeof EVENT_STATUSES)[number] | undefined;
  /** A reference of an order, payment, subscription …: selects all events of that purchase or subscription. */
  readonly order?: string | undefined;
  readonly since?: Date | undefined;
  /** Text that the body contains, byte for byte. */
  readonly text?: string | undefined;
}

/** The filter as a condition on `events`. It is SQL, because more bodies may contain the text than a statement can have parameters. */
export function eventCondition({
  provider,
  account,
  type,
  status,
  order,
  since,
  text,
}: EventFilter): Prisma.Sql {
  const conditions = [
    provider && Prisma.sql`provider = ${provider}`,
    account && Prisma.sql`account = ${account}`,
    type && Prisma.sql`type = ${type}`,
    status && Prisma.sql`status = ${status}::event_status`,
    since && Prisma.sql`received_at >= ${since}`,
    order && Prisma.sql`aggregate_id IN (SELECT aggregate_id FROM aliases WHERE ref = ${order})`,
    // Reads every stored body; there is no index over the content of bodies.
    text && Prisma.sql`raw_body IS NOT NULL AND position(convert_to(${text}, 'UTF8') IN raw_body) > 0`,
  ];
  return Prisma.join(
    [Prisma.sql`true`, ...conditions.filter((condition) => typeof condition === 'object')],
    ' AND ',
  );
}
