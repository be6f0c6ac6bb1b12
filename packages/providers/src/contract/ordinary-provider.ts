import { Word } from '@payspool/events';
import { z } from 'zod';
import type { Mode } from './delivery.ts';
import { UnusableEventError } from './errors.ts';
import { idKey, checkShape, peekJson, readJson } from './parse-body.ts';
import { type HmacScheme, webhookSecretsVerifier } from './hmac-verifier.ts';
import { defineProvider, type NormalisedWhole, type Provider } from './provider.ts';
import { readEvent, type EventReading } from './read-event.ts';
import type { SecretRule } from './secret-problem.ts';
import { secretList } from './settings-fields.ts';
import { fromDate, fromIsoText, fromUnixSeconds } from './timestamps.ts';

type Json = Readonly<Record<string, unknown>>;

/** Reads the body of one event. @throws {UnusableEventError} with the path of the field */
export type OrdinaryHandler = (body: unknown, occurredAt: string) => EventReading;

/** A handler of the events whose body has this shape. Make the schema a constant: it is then compiled once for all events. */
export const handler =
  <Schema extends z.ZodType>(
    schema: Schema,
    read: (body: z.output<Schema>, occurredAt: string) => EventReading,
  ): OrdinaryHandler =>
  (body, occurredAt) =>
    read(checkShape(schema, body), occurredAt);

/** Where the envelope of an event has what every event has. The fields are at the top of the body. */
export interface EnvelopeFields {
  /** The field with the signed id of the event. Without one the event key is the hash of the body. */
  readonly id?: string;
  /** The field with the event type. */
  readonly type: string;
  /** The field with the time of the event. If it is not a time, the signed time is used. */
  readonly time: string;
  readonly timeIs: 'unix-seconds' | 'iso-8601';
  /** The mode that an event states, if events state one. The events of a batch must have the same. */
  readonly mode?: (body: Json) => Mode | undefined;
}

/** An ordinary provider: signatures by a shared secret and an HMAC scheme, and one event type per body. */
export interface OrdinaryProvider
  extends
    Pick<Provider, 'slug' | 'title'>,
    Partial<Pick<Provider, 'mayNameMerchantRefLater' | 'statusWords' | 'keepHeaders' | 'reply'>> {
  /** The form of its secrets by its documentation; empty if the merchant chooses the text. */
  readonly secrets: SecretRule;
  readonly scheme: HmacScheme;
  readonly envelope: EnvelopeFields;
  /** A handler for each type that changes an order, payment, refund, dispute or subscription. */
  readonly handlers: Readonly<Record<string, OrdinaryHandler>>;
  /** The other known types, each with the reason that is recorded. */
  readonly ignored: Readonly<Record<string, string>>;
  /** Types whose body is a list of events, each with the name of the field with the list. Each event is a part of its own. */
  readonly batches?: Readonly<Record<string, string>>;
}

/** A provider made of its declaration. Its secrets are read from `<SLUG>_WEBHOOK_SECRETS`. */
export function ordinaryProvider(declared: OrdinaryProvider) {
  const { scheme, envelope, handlers, ignored, batches = {} } = declared;
  const Head = z.looseObject({ ...(envelope.id && { [envelope.id]: Word }), [envelope.type]: Word });
  const Batches = new Map(
    Object.entries(batches).map(([type, field]) => [
      type,
      z.object({ [field]: z.array(z.unknown()).max(MOST_PARTS) }),
    ]),
  );

  const headOf = (json: unknown, signedAt: Date | undefined) => {
    const body: Json = checkShape(Head, json);
    const occurredAt = timeOf(body[envelope.time], envelope.timeIs) ?? fromDate(signedAt);
    return { type: String(body[envelope.type]), occurredAt, mode: envelope.mode?.(body) };
  };
  const readOne = (json: unknown, signedAt: Date | undefined): NormalisedWhole =>
    readEvent({
      head: headOf(json, signedAt),
      handlers,
      ignored,
      timePath: envelope.time,
      read: (handle, occurredAt) => handle(json, occurredAt),
    });

  return defineProvider({
    route: 'account',
    mayNameMerchantRefLater: false,
    statusWords: {},
    keepHeaders: [],
    ...declared,
    settings: z.object({
      webhookSecrets: secretList('Signing secrets of the webhook endpoint, newest first.', declared.secrets),
    }),
    fileSettings: { verifying: ['webhookSecrets'] },
    isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
    eventTypes: { handled: [...Object.keys(handlers), ...Object.keys(batches)], ignored },
    createVerifier: webhookSecretsVerifier(scheme),
    identify: ({ body }) => {
      const json = peekJson(body);
      return {
        eventKey: idKey(envelope.id && json?.[envelope.id], body),
        type: Word.safeParse(json?.[envelope.type]).data,
      };
    },
    normalise: ({ body, signedAt }) => {
      const json = readJson(body);
      const head = headOf(json, signedAt);
      const Batch = Batches.get(head.type);
      if (!Batch) return readOne(json, signedAt);
      const [events = []] = Object.values(checkShape(Batch, json));
      const mode = oneMode([head.mode, ...events.map((event) => isJson(event) && envelope.mode?.(event))]);
      const parts = events.map((event, at) => ({
        key: Word.safeParse(fieldOf(event, envelope.id)).data ?? `index:${at}`,
        ...partOf(() => readOne(event, signedAt)),
      }));
      return { ...head, mode, outcome: 'split', parts };
    },
  });
}

/** Maximum number of events in one delivery. */
const MOST_PARTS = 1000;

/** An event that cannot be used fails alone. */
function partOf(read: () => NormalisedWhole) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { outcome: 'failed' as const, code: error.code, reason: error.message };
  }
}

function timeOf(value: unknown, is: EnvelopeFields['timeIs']): string | undefined {
  if (is === 'unix-seconds') return typeof value === 'number' ? fromUnixSeconds(value) : undefined;
  return typeof value === 'string' ? fromIsoText(value) : undefined;
}

/** A delivery is applied or ignored by its mode as a whole, so that a test event among live ones must not be applied with them. */
function oneMode(stated: readonly (Mode | false | undefined)[]): Mode | undefined {
  const modes = new Set(stated.flatMap((mode) => mode || []));
  if (modes.size > 1)
    throw new UnusableEventError('schema_violation', { message: 'live and test events in one delivery' });
  return [...modes][0];
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const fieldOf = (value: unknown, field: string | undefined): unknown =>
  isJson(value) && field !== undefined ? value[field] : undefined;
