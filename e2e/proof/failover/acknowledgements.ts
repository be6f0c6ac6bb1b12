import { createLedger, hashOf, type Ledger } from '../../product/drill/ledger.ts';

/** The times at which deliveries were acknowledged or refused, by `Date.now()`. */
interface Acknowledgements {
  readonly ledger: Ledger;
  /** The number of deliveries sent in that time that got a 2xx, and of those that got a 503. */
  readonly between: (from: number, to: number) => { readonly acknowledged: number; readonly refused: number };
  /** When a body with this hash was first acknowledged. */
  readonly acknowledgedAt: (hash: string) => number | undefined;
  /** The longest time without a 2xx between the first and the last one, in milliseconds. */
  readonly longestSilenceMs: () => number;
  /** Milliseconds from this time until the first 2xx to a delivery that was sent later. */
  readonly silenceAfterMs: (time: number) => number;
}

export function watchAcknowledgements(): Acknowledgements {
  const ledger = createLedger();
  const answers: { readonly sentAt: number; readonly at: number; readonly status: string }[] = [];
  const firstAt = new Map<string, number>();
  const acknowledgedTimes = () =>
    answers
      .filter(({ status }) => status.startsWith('2'))
      .map(({ at }) => at)
      .toSorted((a, b) => a - b);
  return {
    ledger: {
      ...ledger,
      attempted: (answer) => {
        const { sentAt, ms, status } = answer;
        answers.push({ sentAt, at: sentAt + ms, status });
        ledger.attempted(answer);
      },
      acknowledged: (request, ingest) => {
        const hash = hashOf(request.body);
        if (!firstAt.has(hash)) firstAt.set(hash, Date.now());
        ledger.acknowledged(request, ingest);
      },
    },
    acknowledgedAt: (hash) => firstAt.get(hash),
    between: (from, to) => {
      const sent = answers.filter(({ sentAt }) => sentAt >= from && sentAt < to);
      return {
        acknowledged: sent.filter(({ status, at }) => status.startsWith('2') && at < to).length,
        refused: sent.filter(({ status }) => status === '503').length,
      };
    },
    longestSilenceMs: () => {
      const times = acknowledgedTimes();
      return Math.max(0, ...times.slice(1).map((at, place) => at - (times[place] ?? at)));
    },
    silenceAfterMs: (time) =>
      Math.min(
        ...answers
          .filter(({ sentAt, status }) => sentAt >= time && status.startsWith('2'))
          .map(({ at }) => at),
      ) - time,
  };
}
