import { z } from 'zod';

/** What a difference means. docs/how-to/reconcile.md explains each. */
export const DRIFT_CLASSES = ['missing', 'behind', 'contradicts', 'gone', 'elsewhere', 'unreadable'] as const;
export type DriftClass = (typeof DRIFT_CLASSES)[number];

const Row = z.object({
  table: z.enum(['orders', 'payments', 'refunds', 'disputes', 'subscriptions', 'changes']),
  key: z.string(),
  kind: z.enum(['missing', 'unexpected', 'different']),
  columns: z.array(z.object({ column: z.string(), stored: z.string(), derived: z.string() })),
});

/** An object of the provider's API that our rows do not show as it is. */
export const Finding = z.object({
  provider: z.string(),
  /** The account of the rows: `default`, or `default/acct_1`. */
  account: z.string(),
  /** The provider's kind of object, and its id. */
  kind: z.string(),
  id: z.string(),
  class: z.enum(DRIFT_CLASSES),
  /** The rows that would change: `stored` is the value now, `derived` the provider's. */
  rows: z.array(Row),
  /** What it is and what to do about it. */
  remedy: z.string(),
  /** Whether it was recorded, so that the rows show it now. */
  applied: z.boolean(),
});
export type Finding = z.output<typeof Finding>;

/** `gone` and `elsewhere` are information: nothing of ours is wrong, and there is nothing to apply. */
export const isDifference = (name: DriftClass): boolean => name !== 'gone' && name !== 'elsewhere';

/** Whether recording the object can make our rows show it. */
export const canBeApplied = (name: DriftClass): boolean => name === 'missing' || name === 'behind';
