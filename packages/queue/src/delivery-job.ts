import { isUtf8 } from 'node:buffer';
import { compiled, type VersionedFormat, Word } from '@payspool/events';
import { z } from 'zod';
import { invalidJob } from './invalid-job.ts';
import { InvalidJobError } from './job-errors.ts';
import { jobInCurrentVersion } from './job-in-current-version.ts';

/** Goes up with every change of the schema; older jobs are read through `upgrades`. `pnpm check:versions` compares the schema with the one on record. */
const VERSION = 2;

/** How stored delivery jobs of any version are read. */
export const DELIVERY_JOB_FORMAT: VersionedFormat = {
  field: 'v',
  current: VERSION,
  upgrades: {
    // Version 1 had every body in base64.
    1: ({ bodyBase64, ...fields }) => ({ ...fields, body: bodyBase64, bodyEncoding: 'base64' }),
  },
};

/** Text that both stores keep: Postgres has no NUL and no lone surrogate in `jsonb`. */
const Text = z.string().refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'cannot be stored');

const Instant = z.codec(z.iso.datetime({ precision: 3 }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const Mode = z.enum(['live', 'test']);

/** What the queue stores of a delivery, in the current version. */
export const StoredDelivery = z.object({
  v: z.literal(VERSION),
  provider: Word,
  account: Word,
  /** The account's own mode. */
  mode: Mode,
  /** Printable ASCII, by the providers' contract. */
  eventKey: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'is not a key of 1 to 255 printable ASCII characters'),
  /** The provider's event type, where ingest could read it. For people and metrics: the worker reads the body. */
  type: Word.optional(),
  receivedAt: Instant,
  /** The signed time of transmission. */
  signedAt: Instant.optional(),
  /** An id that stands for one body only. */
  transmissionRef: Word.optional(),
  /** The mode that the credentials showed, where the body does not say. */
  verifiedMode: Mode.optional(),
  /** An event as it was signed, or an unsigned hint to be confirmed with the provider's API. */
  kind: z.enum(['event', 'hint']),
  /** For a hint: how often the provider's API was asked before. */
  attempt: z.int().nonnegative().optional(),
  headers: z.record(Text, Text),
  body: z.string(),
  bodyEncoding: z.enum(['utf8', 'base64']),
});

type Fields = z.output<typeof StoredDelivery>;

/** An accepted delivery on its way from ingest to the worker; `body` holds the bytes exactly as they were received. */
export type DeliveryJob = Omit<Fields, 'v' | 'body' | 'bodyEncoding'> & { readonly body: Buffer };

/** The same as the queue stores it: JSON. */
export type StoredDeliveryJob = z.input<typeof StoredDelivery>;

export type StoredBody = Pick<StoredDeliveryJob, 'body' | 'bodyEncoding'>;

/** A body as text, where its bytes are those of a text that both stores keep, as nearly all are; else in base64. */
export const storedBody = (body: Buffer): StoredBody =>
  isUtf8(body) && !body.includes(0)
    ? { body: body.toString('utf8'), bodyEncoding: 'utf8' }
    : { body: body.toString('base64'), bodyEncoding: 'base64' };

/** The bytes of a stored body; `undefined` where it is not what its encoding says. */
function bodyBytes({ body, bodyEncoding }: StoredBody): Buffer | undefined {
  if (bodyEncoding === 'utf8') return body.isWellFormed() ? Buffer.from(body, 'utf8') : undefined;
  const bytes = Buffer.from(body, 'base64');
  return bytes.toString('base64') === body ? bytes : undefined;
}

/**
 * The job's data as it is stored. A type that no store could keep is left out: an authentic delivery is never refused for it.
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
 * The delivery in a job's data.
 *
 * @throws {UnsupportedJobVersionError} when a newer release wrote it: to be retried, by a newer worker
 * @throws {InvalidJobError} naming the field: no retry will mend it
 */
export function decodeDeliveryJob(data: unknown): DeliveryJob {
  const result = compiled(StoredDelivery).safeParse(jobInCurrentVersion(data, DELIVERY_JOB_FORMAT));
  if (!result.success) throw invalidJob(result.error);
  const { v: _, body: text, bodyEncoding, ...fields } = result.data;
  const body = bodyBytes({ body: text, bodyEncoding });
  if (!body) throw new InvalidJobError('body', `is not ${bodyEncoding}`);
  return { ...fields, body };
}
