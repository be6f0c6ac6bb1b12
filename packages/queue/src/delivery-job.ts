import { isUtf8 } from 'node:buffer';
import { compiled, type VersionedFormat, Word } from '@payspool/events';
import { z } from 'zod';
import { invalidJob } from './invalid-job.ts';
import { InvalidJobError } from './job-errors.ts';
import { jobInCurrentVersion } from './job-in-current-version.ts';

/**
 * Increases with every change of the schema. `upgrades` converts older jobs. `pnpm check:versions` compares the schema with the recorded
 * one.
 */
const VERSION = 2;

/** Describes how stored delivery jobs of every version are read. */
export const DELIVERY_JOB_FORMAT: VersionedFormat = {
  field: 'v',
  current: VERSION,
  upgrades: {
    // Version 1 stored every body in base64.
    1: ({ bodyBase64, ...fields }) => ({ body: bodyBase64, bodyEncoding: 'base64', ...fields }),
  },
};

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
  transmissionRef: Word.optional(),
  /** The mode that the credentials proved, if the body does not name one. */
  verifiedMode: Mode.optional(),
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

export type StoredBody = Pick<StoredDeliveryJob, 'body' | 'bodyEncoding'>;

/** The body as text if both stores can hold that text, which is nearly always so; otherwise in base64. */
export const storedBody = (body: Buffer): StoredBody =>
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
