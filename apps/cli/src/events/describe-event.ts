import {
  amountText,
  describeChange,
  type EventDetails,
  isLate,
  type ListedEvent,
  meaningOf,
  type PublishedTransition,
} from '@payspool/inspect';
import { describeReaction, describeTransition } from '../print.ts';

/** The columns of `events list`. */
export const EVENT_HEADER = ['RECEIVED', 'OCCURRED', 'STATUS', 'ACCOUNT', 'TYPE', 'KEY', 'AMOUNT', 'WHAT'];

export function eventCells(event: ListedEvent): string[] {
  const { receivedAt, occurredAt, status, provider, account, type, eventKey, amount } = event;
  return [
    stamp(receivedAt),
    stamp(occurredAt),
    status,
    `${provider}/${account}`,
    type || '-',
    eventKey,
    amount ? amountText(amount) : '',
    remarksOn(event).join('; '),
  ];
}

/** What it changed, why it had no effect, and what is unusual about it. */
function remarksOn(event: ListedEvent): string[] {
  const { changes, touched, error, parts, source } = event;
  const changed = changes.map((change) => `${change.kind} ${change.ref}: ${describeChange(change, change)}`);
  const about = changed.length === 0 && touched ? [`${touched.kind} ${touched.ref}`] : [];
  return [
    ...changed,
    ...about,
    ...(error === null ? [] : [error]),
    ...(parts === undefined ? [] : [partsText(parts)]),
    ...(isLate(event) ? [`late by ${lateness(event)}`] : []),
    ...(source === 'delivery' ? [] : [source]),
  ];
}

const partsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');

function lateness({ occurredAt, receivedAt }: Pick<ListedEvent, 'occurredAt' | 'receivedAt'>): string {
  const minutes = Math.floor((receivedAt.getTime() - (occurredAt ?? receivedAt).getTime()) / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  return [days && `${days} d`, hours && `${hours} h`, !days && `${minutes % 60} min`]
    .filter(Boolean)
    .join(' ');
}

/** The lines of `events show`, without its job. */
export function detailLines(event: EventDetails): string[] {
  const { signedAt, signedMode, mode, providerAccount, partOf, source } = event;
  return [
    `${event.provider}/${event.account}  ${event.type}  ${event.eventKey}`,
    `  ${event.status}${event.reason ? `: ${event.reason}` : ''}`,
    `  occurred ${stamp(event.occurredAt)}, received ${stamp(event.receivedAt)}, applied ${stamp(event.appliedAt)}${isLate(event) ? ` (late by ${lateness(event)})` : ''}`,
    ...(signedAt === null ? [] : [`  signed   ${stamp(signedAt)}`]),
    `  mode     ${mode ?? '-'}${signedMode !== null && signedMode !== mode ? `, signed with ${signedMode} credentials` : ''}${source === 'delivery' ? '' : `, ${source}`}`,
    ...(providerAccount === null ? [] : [`  of the provider's account ${providerAccount}`]),
    ...(partOf === null ? [] : [`  part of ${partOf}`]),
    ...meaningOf(event.canonical).map((sentence) => `  means   ${sentence}`),
    ...event.parts.map(
      (part) =>
        `  part    ${part.status.padEnd(7)}  ${part.type}  ${part.eventKey}${part.error ? `: ${part.error}` : ''}`,
    ),
    ...event.changes.map(
      (change) => `  changed ${change.kind} ${change.ref}: ${describeChange(change, change)}`,
    ),
    ...(event.changes.length === 0 && event.status === 'applied'
      ? ['  changed nothing in orders and subscriptions']
      : []),
    ...event.published.flatMap((transition) => [
      `  sent    ${describeTransition(asTransition(event, transition))}`,
      ...transition.reactions.map((reaction) => `          ${describeReaction(reaction)}`),
    ]),
    ...Object.entries(event.headers).map(([name, value]) => `  header  ${name}: ${String(value)}`),
    ...event.beside.map(
      (other) => `  beside  ${stamp(other.occurredAt)}  ${other.status}  ${other.type}  ${other.eventKey}`,
    ),
  ];
}

const asTransition = (
  { provider, account }: EventDetails,
  { outboxId: id, subjectKind: aggregateKind, subjectRef: aggregateRef, ...rest }: PublishedTransition,
) => ({ id, provider, account, aggregateKind, aggregateRef, ...rest });

const stamp = (time: Date | null): string => time?.toISOString() ?? '-';
