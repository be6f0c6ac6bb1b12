import { expect } from 'vitest';
import type { RecordedEvent, Rows } from '../../src/index.ts';
import { DEFAULT_CONTEXT } from '../../src/fold/context.ts';
import { type Folded, foldAll } from '../../src/fold/fold.ts';
import { takeLate } from '../../src/fold/late-event.ts';
import { prepare } from '../../src/publish/prepare.ts';
import type { PublishedState } from '../../src/publish/published-state.ts';
import { put, rowsText } from './fold-on.ts';
import type { Delivery } from './random-histories.ts';

const NOW = '2026-02-01T00:00:00.000Z';
const whole = (events: readonly RecordedEvent[]) => foldAll(events, DEFAULT_CONTEXT, { isForMemory: true });

/** Of the tables: refunds and disputes have no order there. */
const tables = ({ refunds, disputes, ...rows }: Rows): string =>
  rowsText({
    ...rows,
    refunds: refunds.toSorted((a, b) => (a.refundRef < b.refundRef ? -1 : 1)),
    disputes: disputes.toSorted((a, b) =>
      `${a.disputeRef} ${a.transactionRef}` < `${b.disputeRef} ${b.transactionRef}` ? -1 : 1,
    ),
  });

/**
 * Takes deliveries in one after the other, each as a late one wherever that goes, and else by folding all. After each the tables, the
 * transitions and what will have been published are those of a fold of all. Returns how many were taken in as late ones.
 */
export function takeInTurn(deliveries: readonly Delivery[]): number {
  let all: readonly RecordedEvent[] = [];
  let saved = whole([]).saved;
  let rows = whole([]).rows;
  let publishedState: PublishedState = [];
  let late = 0;
  for (const delivery of deliveries) {
    all = [...all, ...delivery];
    const expected = whole(all);
    const folded: Folded | undefined = takeLate(saved, delivery, DEFAULT_CONTEXT);
    if (folded) late += 1;
    const news = prepare(publishedState, expected, NOW);
    if (folded) {
      rows = put(rows, folded);
      if (tables(rows) !== tables(expected.rows))
        expect(JSON.parse(tables(rows))).toEqual(JSON.parse(tables(expected.rows)));
      expect(tables(rows)).toBe(tables(expected.rows));
      expect(folded.last).toEqual(expected.last);
      const lateNews = prepare(publishedState, folded, NOW);
      if (lateNews) {
        expect(lateNews.transitions).toEqual(news.transitions);
        const names = new Set(lateNews.publishedState.map(({ kind, ref }) => `${kind} ${ref}`));
        expect(lateNews.publishedState).toEqual(
          news.publishedState.filter(({ kind, ref }) => names.has(`${kind} ${ref}`)),
        );
      }
    }
    rows = expected.rows;
    publishedState = news.publishedState;
    saved = folded?.saved ?? expected.saved;
  }
  return late;
}
