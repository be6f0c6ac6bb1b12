import { isUtf8 } from 'node:buffer';
import { compiled, type VersionedFormat, Word } from '@payspool/events';
import { z } from 'zod';
import { invalidJob, InvalidJobError, jobInCurrentVersion } from './job-errors.ts';

/**
 * Increases with every change of the schema. `upgrades` converts older jobs. `pnpm check:versions` compares the schema with the recorded
 * one.
 */
const VERSION = 1;

/** Describes how stored delivery jobs of every version are read. */
export const DELIVERY_JOB_FORMAT: VersionedFormat = { field: 'v', current: VERSION, upgrades: {} };

/** Text that both stores can hold: Postgres accepts no NUL and no lone surrogate in `jsonb`. */
const Text = z.string().refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'cannot be stored');

const Instant = z.codec(z.iso.datetime({ precision: 3 }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const Mode = z.enum(['live', 'test']);

/** The stored form of a delivery, in the current version. */
export const StoredDelivery = z.object({
  v: z.literal(VERSION),
  provider: Word,
  account: Word,
  /** The configured mode of the account. */
  mode: Mode,
  /** Printable ASCII, as the contract of the providers requires. */
  eventKey: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'is not a key of 1 to 255 printable ASCII characters'),
  /** The provider's event type, if ingest could read it. It is for people and metrics; the worker reads the type from the body. */
  type: Word.optional(),
  receivedAt: Instant,
  /** The signed time at which the delivery was sent. */
  signedAt: Instant.optional(),
  /** An id that identifies exactly one body. */
  deliveryRef: Word.optional(),
  /** The mode that the credentials proved, if the body does not name one. */
  verifiedMode: Mode.optional(),
  /** How it was learned, if not by a delivery: the provider's own event or an object, read by its API. */
  source: z.enum(['refetched', 'observed']).optional(),
  /** The connected merchant's account that the API was asked for. */
  merchant: Word.optional(),
  /** Whether it belongs to an import of history, of which nothing is published. */
  isImported: z.literal(true).optional(),
  /** A signed event, or an unsigned hint that the provider's API must confirm. */
  kind: z.enum(['event', 'hint']),
  /** For a hint: the number of earlier requests to the provider's API. */
  attempt: z.int().nonnegative().optional(),
  headers: z.record(Text, Text),
  body: z.string(),
  bodyEncoding: z.enum(['utf8', 'base64']),
});

type Fields = z.output<typeof StoredDelivery>;

/** An accepted delivery on its way from ingest to the worker; `body` holds the bytes exactly as they were received. */
export type DeliveryJob = Omit<Fields, 'v' | 'body' | 'bodyEncoding'> & { readonly body: Buffer };

/** The same in its stored form: JSON. */
export type StoredDeliveryJob = z.input<typeof StoredDelivery>;

type StoredBody = Pick<StoredDeliveryJob, 'body' | 'bodyEncoding'>;

/** The body as text if both stores can hold that text, which is nearly always so; otherwise in base64. */
const storedBody = (body: Buffer): StoredBody =>
  isUtf8(body) && !body.includes(0)
    ? { body: body.toString('utf8'), bodyEncoding: 'utf8' }
    : { body: body.toString('base64'), bodyEncoding: 'base64' };

/** The bytes of a stored body; `undefined` if it does not match its encoding. */
function bodyBytes({ body, bodyEncoding }: StoredBody): Buffer | undefined {
  if (bodyEncoding === 'utf8') return body.isWellFormed() ? Buffer.from(body, 'utf8') : undefined;
  const bytes = Buffer.from(body, 'base64');
  return bytes.toString('base64') === body ? bytes : undefined;
}

/**
 * The data of a job in its stored form. An event type that no store could hold is left out, so that an authentic delivery is never refused
 * because of it.
 *
 * @throws {InvalidJobError} naming the field
 */
export function encodeDeliveryJob({ body, type, ...fields }: DeliveryJob): StoredDeliveryJob {
  const readable = Word.safeParse(type).success ? { type } : {};
  const result = z.safeEncode(StoredDelivery, { v: VERSION, ...fields, ...readable, ...storedBody(body) });
  if (result.success) return result.data;
  throw invalidJob(result.error);
}

/**
 * Decodes the delivery in a job's data.
 *
 * @throws {UnsupportedJobVersionError} if a newer release wrote it; a newer worker will process a retry
 * @throws {InvalidJobError} naming the field; a retry does not help
 */
export function decodeDeliveryJob(data: unknown): DeliveryJob {
  const result = compiled(StoredDelivery).safeParse(jobInCurrentVersion(data, DELIVERY_JOB_FORMAT));
  if (!result.success) throw invalidJob(result.error);
  const { v: _, body: text, bodyEncoding, ...fields } = result.data;
  const body = bodyBytes({ body: text, bodyEncoding });
  if (!body) throw new InvalidJobError('body', `is not ${bodyEncoding}`);
  return { body, ...fields };
}

/** A job's data in its stored form, and the fields that name the job on the dashboard. */
export interface DeliveryText extends Pick<StoredDeliveryJob, 'provider' | 'type' | 'kind'> {
  /** JSON. */
  readonly text: string;
}

/**
 * Returns `JSON.stringify(encodeDeliveryJob(job))`, at a tenth of the cost for the jobs that ingest usually makes: this file checks their
 * fields and writes the text directly. If these checks cannot show that a job is valid, the schema checks it and names an invalid field.
 *
 * @throws {InvalidJobError} naming the field
 */
export function deliveryText(job: DeliveryJob): DeliveryText {
  if (isOrdinary(job)) return { provider: job.provider, type: job.type, kind: job.kind, text: write(job) };
  const stored = encodeDeliveryJob(job);
  return { provider: stored.provider, type: stored.type, kind: stored.kind, text: JSON.stringify(stored) };
}

/** Writes the keys in the order of the schema. */
function write(job: DeliveryJob): string {
  const stored: StoredDeliveryJob = {
    v: 1,
    provider: job.provider,
    account: job.account,
    mode: job.mode,
    eventKey: job.eventKey,
    type: job.type,
    receivedAt: job.receivedAt.toISOString(),
    signedAt: job.signedAt?.toISOString(),
    deliveryRef: job.deliveryRef,
    verifiedMode: job.verifiedMode,
    source: job.source,
    merchant: job.merchant,
    isImported: job.isImported,
    kind: job.kind,
    attempt: job.attempt,
    headers: job.headers,
    ...storedBody(job.body),
  };
  return JSON.stringify(stored);
}

/** Whether every field is simple enough to skip the schema: printable ASCII, and dates with four-digit years. */
function isOrdinary(job: DeliveryJob): boolean {
  return (
    WORD.test(job.provider) &&
    WORD.test(job.account) &&
    KEY.test(job.eventKey) &&
    (job.type === undefined || WORD.test(job.type)) &&
    (job.deliveryRef === undefined || WORD.test(job.deliveryRef)) &&
    isMode(job.mode) &&
    (job.verifiedMode === undefined || isMode(job.verifiedMode)) &&
    job.source === undefined &&
    job.merchant === undefined &&
    job.isImported === undefined &&
    (job.kind === 'event' || job.kind === 'hint') &&
    (job.attempt === undefined || (Number.isSafeInteger(job.attempt) && job.attempt >= 0)) &&
    isInstant(job.receivedAt) &&
    (job.signedAt === undefined || isInstant(job.signedAt)) &&
    hasOrdinary(job.headers)
  );
}

const WORD = /^[\x20-\x7e]{1,255}$/;
const KEY = /^[\x21-\x7e]{1,255}$/;
const HEADER_NAME = /^[a-z][a-z0-9-]*$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;

const isMode = (mode: string): boolean => mode === 'live' || mode === 'test';

/** From the year 1 to the year 9999. */
const isInstant = (date: Date): boolean =>
  date.getTime() >= -62_135_596_800_000 && date.getTime() < 253_402_300_800_000;

function hasOrdinary(headers: DeliveryJob['headers']): boolean {
  for (const name in headers)
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(headers[name] ?? '')) return false;
  return true;
}
