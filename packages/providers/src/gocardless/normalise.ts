import { isRecord, wordIn } from '@payspool/events';
import {
  type AuthenticDelivery,
  bodyKey,
  type Delivery,
  type DeliveryPart,
  idKey,
  type Identity,
  type Normalised,
  type NormalisedWhole,
  ownEntry,
  peekJson,
  readEvent,
  readJson,
  UnusableEventError,
} from '../contract/index.ts';
import { readAnswers } from './confirmed-answer.ts';
import { eventsIn, headOf, linkOf } from './event.ts';
import { handlers } from './events/index.ts';
import { IGNORED } from './ignored-types.ts';
import type { Answers } from './schema.ts';
import type { GocardlessSettings } from './settings.ts';

/** The type of a delivery of several events. GoCardless gives it none. */
const SEVERAL = 'events';

/** "Up to 250 events"; more are not refused. */
const MOST_EVENTS = 1000;

/**
 * A delivery of one event is that event, and has its key. A delivery of several has the id of the webhook, or else the hash of its body;
 * each of its events has its own key.
 */
export function identify({ body }: Pick<Delivery, 'body'>): Identity {
  const json = peekJson(body);
  const events = eventsIn(json) ?? [];
  const [only] = events;
  if (events.length === 1 && isRecord(only)) {
    const [resource, action] = [wordIn(only['resource_type']), wordIn(only['action'])];
    return {
      eventKey: idKey(only['id'], body),
      type: resource === undefined || action === undefined ? undefined : wordIn(`${resource}.${action}`),
      isHint: false,
    };
  }
  const meta = json?.['meta'];
  const eventKey = isRecord(meta) ? idKey(meta['webhook_id'], body) : bodyKey(body);
  return { eventKey, type: events.length > 1 ? SEVERAL : undefined, isHint: false };
}

/** @throws {UnusableEventError} with the path of the field */
export function normalise(
  { body }: Pick<AuthenticDelivery, 'body'>,
  settings: GocardlessSettings,
): Normalised {
  const json = readJson(body);
  if (isRecord(json) && json['events'] === undefined && json['event'] !== undefined)
    return readConfirmed(json, settings);
  const events = eventsIn(json);
  if (!events || events.length > MOST_EVENTS)
    throw new UnusableEventError('schema_violation', {
      path: 'events',
      message: events ? `more than ${MOST_EVENTS} events` : 'expected a list of events',
    });
  const [first] = events;
  if (events.length === 1) return readSigned(first, settings);
  return { outcome: 'split', type: SEVERAL, parts: events.map((event, at) => partOf(event, at, settings)) };
}

/** One event of several. An event that cannot be used fails alone. */
function partOf(event: unknown, at: number, settings: GocardlessSettings): DeliveryPart {
  const id = isRecord(event) ? event['id'] : undefined;
  const keys = isKey(id) ? { key: id, eventKey: id } : { key: `index:${at}` };
  try {
    return { ...keys, ...readSigned(event, settings) };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { ...keys, ...aboutBroken(event), outcome: 'failed', code: error.code, reason: error.message };
  }
}

const isKey = (id: unknown): id is string => typeof id === 'string' && /^[\x21-\x7e]{1,100}$/.test(id);

/** Type and time of an event that cannot be used, as far as they can be read. */
function aboutBroken(event: unknown): Pick<DeliveryPart, 'type' | 'occurredAt'> {
  try {
    const { type, occurredAt } = headOf(event);
    return { type, occurredAt };
  } catch {
    return {};
  }
}

/** The event as it was signed. If the account can ask the API, an event without its amount asks for it. */
function readSigned(event: unknown, settings: GocardlessSettings): NormalisedWhole {
  const meaning = readOne(event, { answers: undefined, settings });
  const { id, type } = headOf(event);
  if (meaning.outcome !== 'events' || !asksApi(settings) || !ownEntry(handlers, type)?.asks) return meaning;
  const body = Buffer.from(JSON.stringify({ events: [event] }));
  return { questions: [{ key: idKey(id, body), body }], ...meaning };
}

/** The signed event with the API's answer, as `confirm` returns it. */
function readConfirmed(
  json: Readonly<Record<string, unknown>>,
  settings: GocardlessSettings,
): NormalisedWhole {
  const { event } = json;
  const { type } = headOf(event);
  const asks = ownEntry(handlers, type)?.asks;
  if (!asks) throw new UnusableEventError('schema_violation', { message: `${type} needs no answer` });
  return readOne(event, { answers: readAnswers(json, asks, linkOf(event, asks.link)), settings });
}

const asksApi = ({ accessToken }: GocardlessSettings): boolean => accessToken !== undefined;

function readOne(
  event: unknown,
  { answers, settings }: { readonly answers: Answers | undefined; readonly settings: GocardlessSettings },
): NormalisedWhole {
  const { type, occurredAt } = headOf(event);
  return readEvent({
    head: { type, occurredAt },
    handlers,
    ignored: IGNORED,
    timePath: 'created_at',
    read: ({ read }, at) => read({ event, occurredAt: at, answers, asksApi: asksApi(settings) }),
  });
}
