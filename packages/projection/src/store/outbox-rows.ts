import { createHash } from 'node:crypto';
import { PAYLOAD_VERSION, type Payload, serializePayload } from '@payspool/events';
import type { Rows } from '../fold/rows.ts';
import type { Transition } from '../publish/transition.ts';
import type { Owner } from './lock-references.ts';
import type { OutboxRow } from './row-ctes.ts';

/** Returns the outbox row of a transition. `rows` are the current rows of its aggregate. */
export function outboxRow(
  { provider, account, id }: Owner & { readonly id: bigint },
  transition: Transition,
  rows: Pick<Rows, 'orders' | 'subscriptions'>,
): OutboxRow {
  const { topic, subject, occurrence, eventKey } = transition;
  const owner = { provider, account };
  return {
    topic,
    ...owner,
    aggregateKind: subject.kind,
    aggregateRef: subject.ref,
    occurrence,
    payload: serializePayload(topic, payloadOf(owner, transition, rows)),
    idempotencyKey: idempotencyKey(owner, transition),
    eventKey,
    aggregateId: String(id),
  };
}

/** Derives the key from the identity of the transition alone. If it is published again after a restore, a receiver recognises the key. */
function idempotencyKey({ provider, account }: Owner, { topic, subject, occurrence }: Transition): string {
  const identity = JSON.stringify([provider, account, subject.kind, subject.ref, topic, occurrence]);
  return `tr_${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

function payloadOf(
  { provider, account }: Owner,
  transition: Transition,
  rows: Pick<Rows, 'orders' | 'subscriptions'>,
): Payload {
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
  if ('movedTo' in transition) return { movedTo: transition.movedTo, ...about };
  const { snapshot } = transition;
  if (snapshot.kind === 'refund') return { refund: snapshot.row, ...about };
  if (snapshot.kind === 'order') return { order: snapshot.row, ...about };
  if (snapshot.kind === 'subscription') {
    const items = snapshot.row.items && [...snapshot.row.items];
    return { subscription: { ...snapshot.row, items }, ...about };
  }
  const owner =
    rows.subscriptions.find(({ subscriptionRef }) => subscriptionRef === snapshot.row.subscriptionRef) ??
    rows.orders[0];
  const {
    merchantRef = null,
    merchantRefField = null,
    merchantRefWriter = null,
    customerRef = null,
  } = owner ?? {};
  return {
    payment: { merchantRef, merchantRefField, merchantRefWriter, customerRef, ...snapshot.row },
    ...about,
  };
}
