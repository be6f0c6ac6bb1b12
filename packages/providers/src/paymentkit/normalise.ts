import {
  checkShape,
  readEvent,
  UnusableEventError,
  type AuthenticDelivery,
  type NormalisedWhole,
} from '../contract/index.ts';
import { Envelope, eventType, modeOf, occurredAt, type Subject, subjectOf } from './envelope.ts';
import { IGNORED } from './ignored-types.ts';
import type { EventHandler } from './events/handler.ts';
import { handlers } from './events/index.ts';
import type { PaymentKitSettings } from './settings.ts';
import { signedValue } from './signed-body.ts';

export function normalise(
  delivery: Pick<AuthenticDelivery, 'body' | 'signedAt'>,
  settings: Pick<PaymentKitSettings, 'currencies'>,
): NormalisedWhole {
  const body = readEnvelope(delivery.body);
  const type = eventType(body);
  const subject = subjectOf(body);
  const time = occurredAt(body, subject, delivery.signedAt);
  // A body without an object is named first: it has no time either.
  if (Object.hasOwn(handlers, type)) known(subject);
  return readEvent<EventHandler>({
    head: { type, occurredAt: time, mode: modeOf(body, subject) },
    handlers,
    ignored: IGNORED,
    timePath: 'created_at',
    read: (handle, happenedAt) => handle({ type, occurredAt: happenedAt, subject: known(subject), settings }),
  });
}

function known(subject: Subject | undefined): Subject {
  if (subject) return subject;
  throw new UnusableEventError('schema_violation', { path: 'data.object', message: 'expected an object' });
}

/** Only the signed content is read, so that every spelling of one signed body has the same meaning. */
const readEnvelope = (body: Buffer): Envelope => checkShape(Envelope, signedValue(body));
