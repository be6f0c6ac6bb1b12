import { isRecord, Word } from '@payspool/events';
import {
  type AuthenticDelivery,
  checkShape,
  type DeliveryPart,
  type EventHead,
  fromIsoText,
  type Mode,
  type Normalised,
  type NormalisedWhole,
  ownEntry,
  type Question,
  readEvent,
  readJson,
  UnusableEventError,
} from '../contract/index.ts';
import { type Handler, handlers, ignored, type Located, payment, PAYMENT_LINK_PAID } from './events/index.ts';
import { answerKey } from './answer-key.ts';
import { subscriptionTarget, targetOf } from './hint.ts';
import { typeOfResource } from './resource-types.ts';
import { PaymentList } from './schema.ts';
import type { MollieSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a next-gen webhook, or an answer of the API that confirms a hint.
 *
 * @throws {UnusableEventError} with the path of the field
 */
export function normalise({ body }: Pick<AuthenticDelivery, 'body'>, settings: MollieSettings): Normalised {
  const json = readJson(body);
  if (!isRecord(json)) throw new UnusableEventError('schema_violation', { message: 'expected an object' });
  if (json['resource'] === 'event') return webhook(json, { body, settings });
  const type = typeOfResource(json);
  if (type === undefined)
    throw new UnusableEventError('schema_violation', {
      path: 'resource',
      message: 'neither a webhook nor a known resource',
    });
  return type === PAYMENT_LINK_PAID ? paymentsOfLink(json) : resource(json, type);
}

/** A webhook with its entity. */
function webhook(
  event: Json,
  { body, settings }: { readonly body: Buffer; readonly settings: MollieSettings },
): NormalisedWhole {
  const { data: type, error } = Word.safeParse(event['type']);
  if (type === undefined)
    throw new UnusableEventError('schema_violation', { path: 'type', message: 'not a word', cause: error });
  const announcedAt = typeof event['createdAt'] === 'string' ? fromIsoText(event['createdAt']) : undefined;
  const entity = isRecord(event['_embedded']) ? event['_embedded']['entity'] : undefined;
  const head = { type, occurredAt: announcedAt, mode: modeOf(entity) };
  const meaning = read(head, { value: entity, at: ['_embedded', 'entity'], announcedAt });
  if (meaning.outcome !== 'events') return meaning;
  const questions = questionsOf({ type, entity, body, settings });
  return questions.length > 0 ? { ...meaning, questions } : meaning;
}

/**
 * What a webhook leaves open, if there is a key for the API: the captured amount after a capture, and the subscription of a payment.
 * The hint is the one of a classic webhook.
 */
function questionsOf({
  type,
  entity,
  body,
  settings,
}: {
  readonly type: string;
  readonly entity: unknown;
  readonly body: Buffer;
  readonly settings: MollieSettings;
}): readonly Question[] {
  if (settings.apiKey === undefined || !isRecord(entity)) return [];
  const isOpen =
    type === 'capture.succeeded' ||
    (type.startsWith('payment.') && subscriptionTarget(entity['subscriptionId'], entity['customerId']));
  const target = isOpen ? targetOf(body) : undefined;
  return target ? [{ key: target.id, body: Buffer.from(`id=${target.id}`) }] : [];
}

/** An answer of the API. It has no time of its own: its time is that of its last fact. */
function resource(json: Json, type: string): NormalisedWhole {
  const of = isRecord(json['subscription']) ? json['subscription'] : json;
  const head = { type, mode: modeOf(of), occurredAt: createdAtOf(of) };
  return atLastFact(read(head, { value: json, at: [] }));
}

const createdAtOf = (value: unknown): string | undefined =>
  isRecord(value) && typeof value['createdAt'] === 'string' ? fromIsoText(value['createdAt']) : undefined;

function atLastFact(meaning: NormalisedWhole): NormalisedWhole {
  if (meaning.outcome !== 'events') return meaning;
  const occurredAt = meaning.events
    .map((event) => event.occurredAt)
    .toSorted()
    .at(-1);
  return occurredAt === undefined ? meaning : { ...meaning, occurredAt };
}

/** Every payment of a link is a purchase of its own, because a link may be used several times. */
function paymentsOfLink(json: Json): Normalised {
  const { payments } = checkShape(PaymentList, json)._embedded;
  const parts = payments.map((value, index): DeliveryPart => {
    const id = isRecord(value) ? Word.safeParse(value['id']).data : undefined;
    const key = id !== undefined && /^[\x21-\x7e]{1,80}$/.test(id) ? id : `index:${index}`;
    try {
      const type = isRecord(value) ? (typeOfResource(value) ?? 'payment.pending') : 'payment.pending';
      const head = { type, occurredAt: createdAtOf(value) };
      const located = { value, at: ['_embedded', 'payments', String(index)] };
      // The same state in a later answer about the link is the same event.
      return {
        key,
        eventKey: answerKey(key, JSON.stringify(value)),
        ...atLastFact(read(head, located, payment)),
      };
    } catch (error) {
      if (!(error instanceof UnusableEventError)) throw error;
      return { key, outcome: 'failed', code: error.code, reason: error.message };
    }
  });
  const occurredAt = parts
    .flatMap((part) => part.occurredAt ?? [])
    .toSorted()
    .at(-1);
  const modes = new Set(payments.flatMap((value) => modeOf(value) ?? []));
  if (modes.size > 1)
    throw new UnusableEventError('schema_violation', { message: 'live and test payments in one answer' });
  return { outcome: 'split', type: PAYMENT_LINK_PAID, parts, occurredAt, mode: [...modes][0] };
}

function read(head: EventHead, located: Located, only?: Handler): NormalisedWhole {
  const handler = only ?? ownEntry(handlers, head.type);
  return readEvent({
    head,
    handlers: handler ? { [head.type]: handler } : {},
    ignored,
    timePath: 'createdAt',
    read: (handle) => handle(located),
  });
}

/** A chargeback states no mode. */
const modeOf = (value: unknown): Mode | undefined => {
  const mode = isRecord(value) ? value['mode'] : undefined;
  return mode === 'live' || mode === 'test' ? mode : undefined;
};
