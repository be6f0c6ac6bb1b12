import { createHash } from 'node:crypto';
import { OUTBOX_CHANNEL, type Prisma, type Transaction } from '@payspool/db';
import { PAYLOAD_VERSION, type Payload, serializePayload } from '@payspool/events';
import type { Rows } from '../fold/rows.ts';
import type { Target } from '../store/wanted-rows.ts';
import type { Transition } from './tell.ts';

/** Writes transitions to the outbox, in order. Expects the aggregate to be locked: of one purchase or subscription the later one has the higher id. */
export async function writeTransitions(
  tx: Transaction,
  target: Target,
  { transitions, rows }: { readonly transitions: readonly Transition[]; readonly rows: Rows },
): Promise<void> {
  if (transitions.length === 0) return;
  const { provider, account, aggregateId } = target;
  await tx.outbox.createMany({
    data: transitions.map((transition) => ({
      topic: transition.topic,
      provider,
      account,
      aggregateKind: transition.subject.kind,
      aggregateRef: transition.subject.ref,
      occurrence: transition.occurrence,
      payload: serializePayload(
        transition.topic,
        payloadOf(target, transition, rows),
      ) as Prisma.InputJsonObject,
      idempotencyKey: idempotencyKey(target, transition),
      eventKey: transition.eventKey,
      aggregateId,
    })),
  });
  // Sent when the transaction commits, and not at all when it does not.
  await tx.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
}

/** From the transition's identity alone: restored from a backup and told again it is the same, and a receiver knows it. */
function idempotencyKey({ provider, account }: Target, { topic, subject, occurrence }: Transition): string {
  const identity = JSON.stringify([provider, account, subject.kind, subject.ref, topic, occurrence]);
  return `tr_${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

function payloadOf({ provider, account }: Target, transition: Transition, rows: Rows): Payload {
  const { subject, occurrence, at, eventKey } = transition;
  const about = {
    version: PAYLOAD_VERSION,
    provider,
    account,
    subject,
    occurrence,
    occurredAt: at,
    eventKey,
  } as const;
  if ('movedTo' in transition) return { ...about, movedTo: transition.movedTo };
  const { standing } = transition;
  if (standing.kind === 'refund') return { ...about, refund: standing.row };
  if (standing.kind === 'order') return { ...about, order: standing.row };
  if (standing.kind === 'subscription') {
    const items = standing.row.items && [...standing.row.items];
    return { ...about, subscription: { ...standing.row, items } };
  }
  const owner =
    rows.subscriptions.find(({ subscriptionRef }) => subscriptionRef === standing.row.subscriptionRef) ??
    rows.orders[0];
  const {
    merchantRef = null,
    merchantRefField = null,
    merchantRefWriter = null,
    customerRef = null,
  } = owner ?? {};
  return {
    ...about,
    payment: { ...standing.row, merchantRef, merchantRefField, merchantRefWriter, customerRef },
  };
}
