import { createHash } from 'node:crypto';
import type { PlannedRequest } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { isHint } from '@payspool/providers';
import { waitFor } from '@payspool/testkit';

/** A provider's record of its deliveries and their answers. */
export interface Ledger {
  readonly attempted: (answer: Answer) => void;
  /** Called before each attempt, with the body that is sent. A signature in the body may differ at each attempt. */
  readonly sends: (request: PlannedRequest, body: Buffer) => void;
  readonly acknowledged: (request: PlannedRequest, ingest: string) => void;
  /** The acknowledged signed deliveries by the hash of their planned body, each with the hashes of the bodies that were sent. */
  readonly signedDeliveries: () => ReadonlyMap<string, ReadonlySet<string>>;
  readonly acknowledgedCount: () => number;
  /** Whether an ingest has acknowledged anything that was sent after that time. */
  readonly hasAcknowledgedSince: (ingest: string, time: number) => boolean;
  /** The number of each answer; `unreachable` if there was none. */
  readonly answers: () => Readonly<Record<string, number>>;
  /** The time of the slowest answer with that status, in milliseconds. */
  readonly slowestMs: (status: string) => number;
}

interface Answer {
  readonly ingest: string;
  readonly sentAt: number;
  readonly ms: number;
  readonly status: string;
}

export function createLedger(): Ledger {
  const answers: Record<string, number> = {};
  const slowest: Record<string, number> = {};
  const sent = new Map<string, Set<string>>();
  const acknowledged = new Set<string>();
  const lastSentAt = new Map<string, number>();
  let acknowledgedCount = 0;
  return {
    attempted: ({ ingest, sentAt, ms, status }) => {
      answers[status] = (answers[status] ?? 0) + 1;
      slowest[status] = Math.max(slowest[status] ?? 0, ms);
      if (status.startsWith('2')) lastSentAt.set(ingest, Math.max(lastSentAt.get(ingest) ?? 0, sentAt));
    },
    sends: (request, body) => {
      const delivery = hashOf(request.body);
      const bodies = sent.get(delivery);
      if (bodies) bodies.add(hashOf(body));
      else sent.set(delivery, new Set([hashOf(body)]));
    },
    acknowledged: ({ body, provider }) => {
      acknowledgedCount += 1;
      // For hints, the answer of the provider's API is recorded instead.
      if (!isHint(provider.identify({ headers: {}, body }), provider)) acknowledged.add(hashOf(body));
    },
    signedDeliveries: () =>
      new Map([...acknowledged].map((delivery) => [delivery, sent.get(delivery) ?? new Set()])),
    acknowledgedCount: () => acknowledgedCount,
    hasAcknowledgedSince: (ingest, time) => (lastSentAt.get(ingest) ?? 0) > time,
    answers: () => answers,
    slowestMs: (status) => slowest[status] ?? 0,
  };
}

export const hashOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

/** Only ends a wait without end: on a machine that is busy with something else, recovery may take minutes. */
const TIMEOUT_MS = 300_000;

/**
 * The time after the end of a fault until both ends work again: each ingest acknowledges deliveries, and events are applied. The
 * backlog is processed after that. In milliseconds; `undefined` if it takes more than five minutes.
 */
export function watchRecovery(
  db: Database,
  ledger: Ledger,
  ingests: readonly { readonly label: string }[],
): (liftedAt: number) => Promise<number | undefined> {
  const lastApplied = async () => {
    const { _max } = await db.event.aggregate({ _max: { appliedAt: true } });
    return _max.appliedAt?.getTime() ?? 0;
  };
  return (liftedAt) => {
    const works = async () =>
      ingests.every(({ label }) => ledger.hasAcknowledgedSince(label, liftedAt)) &&
      // The database itself may be down.
      (await lastApplied().catch(() => 0)) > liftedAt;
    return waitFor(works, { timeoutMs: TIMEOUT_MS, everyMs: 100, what: 'recovery' }).then(
      () => Date.now() - liftedAt,
      () => undefined,
    );
  };
}
