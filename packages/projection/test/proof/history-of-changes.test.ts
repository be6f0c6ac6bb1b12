import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChangeRow, compareChanges, fold, type Rows } from '../../src/index.ts';
import { changeName } from '../../src/fold/changes.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { runs } from './reruns.ts';

describe('a history of changes', () => {
  it('has one change of each event, in the order of the history, and ends in the row', () => {
    const check = (inOrder: readonly Delivery[]) => {
      const rows = fold(inOrder.flat());
      const last = new Map<string, Record<string, unknown>>();
      const latest = new Map<string, ChangeRow>();
      expect(new Set(rows.changes.map(changeName)).size).toBe(rows.changes.length);
      for (const change of rows.changes) {
        const { kind, ref, from, to, moved } = change;
        const subject = `${kind} ${ref}`;
        const before = latest.get(subject);
        if (before) expect(compareChanges(before, change)).toBeLessThan(0);
        latest.set(subject, change);
        const known = last.get(subject) ?? (kind === 'order' ? NO_SUMS : {});
        for (const [column, value] of Object.entries(from)) expect(known[column] ?? null).toBe(value);
        const sums = Object.entries(moved).map(([column, by]) => {
          const sum = BigInt(String(known[column])) + BigInt(by);
          return [column, sum.toString()];
        });
        last.set(subject, { ...known, ...to, ...Object.fromEntries(sums) });
      }
      expect(last).toEqual(new Map(trackedOf(rows)));
    };
    fc.assert(fc.property(randomHistory(), check), runs(2000));
  });
});

const NO_SUMS: Record<string, unknown> = { paid_minor: '0', refunded_minor: '0', charged_back_minor: '0' };

/** The columns of each row whose changes are kept, without those that are none and never were anything. */
function trackedOf(rows: Rows): [string, Record<string, unknown>][] {
  const known = new Map<string, Record<string, unknown>>();
  for (const { kind, ref, to } of rows.changes)
    known.set(`${kind} ${ref}`, { ...known.get(`${kind} ${ref}`), ...to });
  const trackedOnly = (subject: string, columns: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(columns).filter(
        ([column, value]) => value !== null || column in (known.get(subject) ?? {}),
      ),
    );
  return [
    ...rows.orders.map(
      (row) =>
        [
          `order ${row.orderRef}`,
          {
            status: row.status,
            disputed: row.disputed,
            amount_minor: row.amountMinor?.toString() ?? null,
            paid_minor: row.paidMinor.toString(),
            refunded_minor: row.refundedMinor.toString(),
            charged_back_minor: row.chargedBackMinor.toString(),
          },
        ] as const,
    ),
    ...rows.subscriptions.map(
      (row) =>
        [
          `subscription ${row.subscriptionRef}`,
          {
            status: row.status,
            plan_ref: row.planRef,
            quantity: row.quantity,
            current_period_start: row.currentPeriodStart,
            current_period_end: row.currentPeriodEnd,
            cancel_at: row.cancelAt,
            canceled_at: row.canceledAt,
            trial_end: row.trialEnd,
            starts_at: row.startsAt,
            items: row.items === null ? null : JSON.stringify(row.items),
            collection_paused: row.collectionPaused,
            collection_resumes_at: row.collectionResumesAt,
            paid_period_start: row.paidPeriodStart,
            paid_until: row.paidUntil,
          },
        ] as const,
    ),
  ].map(([subject, columns]) => [subject, trackedOnly(subject, columns)]);
}
