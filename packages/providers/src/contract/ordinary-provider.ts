import { isRecord, Word } from '@payspool/events';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';
import type { Mode } from './delivery.ts';
import { UnusableEventError } from './errors.ts';
import { checkShape, headerKey, idKey, peekJson, readJson, readLosslessJson } from './parse-body.ts';
import { type SchemeOf, webhookSecretsVerifier } from './hmac-verifier.ts';
import { defineProvider, type NamedMerchant, type NormalisedWhole, type Provider } from './provider.ts';
import { readEvent, type EventReading } from './read-event.ts';
import { headersOf } from './recognition.ts';
import type { SecretRule } from './secret-problem.ts';
import { secretList } from './settings-fields.ts';
import { fromDate, fromIsoText, fromUnixSeconds } from './timestamps.ts';

type Json = Readonly<Record<string, unknown>>;

/** The setting that every ordinary provider has. */
type SecretSettings = z.ZodObject<{ webhookSecrets: ReturnType<typeof secretList> }>;

/** One event, before its content is read. */
export interface OrdinaryEvent<Settings> {
  readonly type: string;
  /** In the canonical format. */
  readonly occurredAt: string;
  /** The whole body, so that an error names its path from the root. */
  readonly body: Json;
  /** The kept headers. They are not signed, so nothing may be decided by them alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly settings: Settings;
}

/** Reads one event. @throws {UnusableEventError} with the path of the field */
export type OrdinaryHandler<Settings = z.output<SecretSettings>> = (
  event: OrdinaryEvent<Settings>,
) => EventReading;

/** A handler of the events whose body has this shape. Make the schema a constant: it is then compiled once for all events. */
export const handler =
  <Schema extends z.ZodType>(
    schema: Schema,
    read: (body: z.output<Schema>, occurredAt: string) => EventReading,
  ): OrdinaryHandler<unknown> =>
  ({ body, occurredAt }) =>
    read(checkShape(schema, body), occurredAt);

/** Where the envelope of an event has what every event has. A field is at the top of the body, or a path: `meta.event_name`. */
export interface EnvelopeFields<Settings> {
  /** The field with the signed id of the event, or the signed header with it. Without one the event key is the hash of the body. */
  readonly id?: string | { readonly header: string };
  /** The field with the event type, or a function that finds it if no field names it. */
  readonly type: string | ((body: Json) => string | undefined);
  /** The field with the time of the event. If it is not a time, the signed time is used. */
  readonly time: string;
  /** How the time is written, or a function that finds it. */
  readonly timeIs:
    | 'unix-seconds'
    | 'iso-8601'
    | ((event: {
        readonly type: string;
        readonly body: Json;
        readonly signedAt?: Date;
        readonly receivedAt?: Date;
      }) => string | undefined);
  /** The mode that an event states, if events state one. The events of a batch must have the same. */
  readonly mode?: (body: Json) => Mode | undefined;
  /** The merchant's account that an event names, if events name one. */
  readonly merchant?: (body: Json, settings: Settings) => NamedMerchant | undefined;
}

/** An ordinary provider: signatures by a shared secret and an HMAC scheme, and one event type per body. */
export interface OrdinaryProvider<Schema extends SecretSettings>
  extends
    Pick<Provider, 'slug' | 'title' | 'personal'>,
    Partial<
      Pick<
        Provider,
        | 'mayNameMerchantRefLater'
        | 'statusWords'
        | 'keepHeaders'
        | 'reply'
        | 'acceptedStatus'
        | 'recognises'
        | 'remedies'
      >
    >,
    Pick<Provider<Schema>, 'limitation' | 'reads' | 'endpoints'> {
  /** The form of its secrets by its documentation; empty if the merchant chooses the text. Not used if there are `settings`. */
  readonly secrets?: SecretRule;
  /** Its settings, if it has others than the secrets. */
  readonly settings?: Schema;
  /** The settings, besides the secrets, that the signature depends on: deployments give them as files to ingest alone. */
  readonly verifyingSettings?: readonly (keyof z.output<Schema> & string)[];
  /** Its secret settings for the provider's API: deployments give them as files to the worker. */
  readonly callingSettings?: readonly (keyof z.output<Schema> & string)[];
  /** A scheme that depends on the settings needs `recognises` too; otherwise its headers recognise a delivery. */
  readonly scheme: SchemeOf<z.output<Schema>>;
  readonly envelope: EnvelopeFields<z.output<Schema>>;
  /** Its amounts are decimals in JSON numbers. Numbers keep their text (`numberAsText`), and a key with two values is refused. */
  readonly losslessNumbers?: true;
  /** A handler for each type that changes an order, payment, refund, dispute or subscription. */
  readonly handlers: Readonly<Record<string, OrdinaryHandler<z.output<Schema>>>>;
  /** The other known types, each with the reason that is recorded. */
  readonly ignored: Readonly<Record<string, string>>;
  /** Types whose body is a list of events, each with the name of the field with the list. Each event is a part of its own. */
  readonly batches?: Readonly<Record<string, string>>;
}

/** A provider made of its declaration. Its secrets are read from `<SLUG>_WEBHOOK_SECRETS`. */
export function ordinaryProvider<Schema extends SecretSettings = SecretSettings>({
  secrets = {},
  settings: declared,
  verifyingSettings = [],
  callingSettings,
  scheme,
  envelope,
  handlers,
  ignored,
  batches = {},
  losslessNumbers,
  ...about
}: OrdinaryProvider<Schema>): Provider<Schema> {
  type Settings = z.output<Schema>;
  // Without `settings`, `Schema` is the default.
  const settings = (declared ??
    z.object({
      webhookSecrets: secretList('Signing secrets of the webhook endpoint, newest first.', secrets),
    })) as Schema;
  const Batches = new Map(
    Object.entries(batches).map(([type, field]) => [
      type,
      z.object({ [field]: z.array(z.unknown()).max(MOST_PARTS) }),
    ]),
  );

  const idField = typeof envelope.id === 'string' ? envelope.id : undefined;
  const headOf = (json: unknown, given: Given<Settings>) => {
    const body = objectOf(json);
    if (idField !== undefined) wordAt(body, idField);
    const type =
      typeof envelope.type === 'string' ? wordAt(body, envelope.type) : (envelope.type(body) ?? UNKNOWN_TYPE);
    const { timeIs } = envelope;
    const occurredAt =
      typeof timeIs === 'function'
        ? timeIs({ type, body, signedAt: given.signedAt, receivedAt: given.receivedAt })
        : (timeOf(valueAt(body, envelope.time), timeIs) ?? fromDate(given.signedAt));
    const merchant = envelope.merchant?.(body, given.settings);
    return { body, head: { type, occurredAt, mode: envelope.mode?.(body), ...(merchant && { merchant }) } };
  };
  const readOne = (json: unknown, given: Given<Settings>): NormalisedWhole => {
    const { body, head } = headOf(json, given);
    return readEvent({
      head,
      handlers,
      ignored,
      timePath: envelope.time,
      read: (handle, occurredAt) =>
        handle({ type: head.type, occurredAt, body, headers: given.headers, settings: given.settings }),
    });
  };

  return defineProvider({
    route: 'account',
    mayNameMerchantRefLater: false,
    statusWords: {},
    keepHeaders: [],
    recognises: { headers: typeof scheme === 'function' ? [] : [headersOf(scheme)] },
    ...about,
    settings,
    fileSettings: {
      verifying: ['webhookSecrets', ...verifyingSettings],
      ...(callingSettings && { calling: callingSettings }),
    },
    isConfigured: ({ webhookSecrets }) => (webhookSecrets as readonly string[]).length > 0,
    eventTypes: { handled: [...Object.keys(handlers), ...Object.keys(batches)], ignored },
    createVerifier: webhookSecretsVerifier(scheme),
    identify: ({ headers, body }) => {
      const json = peekJson(body);
      return {
        eventKey:
          typeof envelope.id === 'object'
            ? headerKey(headers[envelope.id.header], body)
            : idKey(idField && valueAt(json, idField), body),
        type:
          typeof envelope.type === 'string'
            ? Word.safeParse(valueAt(json, envelope.type)).data
            : json && envelope.type(json),
      };
    },
    normalise: ({ body, headers, signedAt, receivedAt }, accountSettings) => {
      const json = losslessNumbers ? readLosslessJson(body) : readJson(body);
      const given = { signedAt, receivedAt, headers, settings: accountSettings };
      const { head } = headOf(json, given);
      const Batch = Batches.get(head.type);
      if (!Batch) return readOne(json, given);
      const [events = []] = Object.values(checkShape(Batch, json));
      const mode = oneMode([head.mode, ...events.map((event) => isRecord(event) && envelope.mode?.(event))]);
      const parts = events.map((event, at) => ({
        key: Word.safeParse(idField && valueAt(event, idField)).data ?? `index:${at}`,
        ...partOf(() => readOne(event, given)),
      }));
      return { outcome: 'split', parts, ...head, mode };
    },
  });
}

/** The type of an event whose body shows none of the known ones. */
const UNKNOWN_TYPE = 'unknown';

interface Given<Settings> {
  readonly signedAt: Date | undefined;
  readonly receivedAt: Date | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly settings: Settings;
}

/** @throws {UnusableEventError} `schema_violation`, if the body of an event is not an object */
function objectOf(json: unknown): Json {
  if (isRecord(json)) return json;
  throw new UnusableEventError('schema_violation', { message: 'expected an object' });
}

/** The value at a path of the body: `meta.event_name`. */
function valueAt(body: unknown, path: string): unknown {
  let value = body;
  for (const field of path.split('.')) {
    value = isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  }
  return value;
}

/** @throws {UnusableEventError} `schema_violation` at the path */
function wordAt(body: Json, path: string): string {
  const { data, error } = Word.safeParse(valueAt(body, path));
  if (data !== undefined) return data;
  const message = error?.issues[0]?.message ?? 'not a word';
  throw new UnusableEventError('schema_violation', { path, message, cause: error });
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

function timeOf(value: unknown, is: 'unix-seconds' | 'iso-8601'): string | undefined {
  if (value instanceof LosslessNumber) return timeOf(Number(value.value), is);
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
