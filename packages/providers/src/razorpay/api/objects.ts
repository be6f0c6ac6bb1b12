import {
  ApiRefusedError,
  type ObjectReads,
  observationBody,
  type Observation,
  ownEntry,
  type Page,
  PAGE_BYTES,
  peekJson,
  rawItems,
  type Span,
  UnavailableError,
} from '../../contract/index.ts';
import type { RazorpaySettings } from '../settings.ts';
import { readRazorpay, type RazorpayAccess } from './api.ts';
import { about, COUNT, isIdOf, LISTINGS, OBJECT_KINDS } from './object-kinds.ts';
import { normalise } from './observe.ts';

const SETTLE_MS = 5 * 60_000;
/** A failed payment may be authorized for up to three days (razorpay.com/docs/payments/payments/late-authorization). */
const LATE_AUTHORIZATION_MS = 3 * 86_400_000;

/** Razorpay has no log of events that can be asked, but lists of objects by the time of creation, and each object by its id. */
export const objects: ObjectReads<RazorpaySettings> = {
  listed: Object.keys(LISTINGS),
  settleMs: SETTLE_MS,
  failedMaySucceedMs: LATE_AUTHORIZATION_MS,
  list,
  about,
  get,
  normalise,
};

interface ListRequest {
  readonly kind: string;
  readonly span: Span;
  readonly page: string | undefined;
}

/**
 * One page of the objects that were created in a span. `skip` counts from the newest one, so the span must have ended `settleMs` ago.
 *
 * @throws {ApiRefusedError} also if the API returns a full page a second time
 */
async function list({ kind, span, page }: ListRequest, access: RazorpayAccess): Promise<Page<Observation>> {
  const listing = ownEntry(LISTINGS, kind);
  if (!listing) throw new ApiRefusedError(`Razorpay has no list of ${kind}`, { status: 0 });
  const { skip, after } = positionOf(page);
  const answer = await readRazorpay(
    {
      path: listing.path,
      query: { ...listing.query, ...(listing.hasSpan && secondsOf(span)), count: COUNT, skip },
      maxBytes: PAGE_BYTES,
    },
    access,
  );
  const items = answer && rawItems(answer.body, 'items');
  if (!items)
    throw new UnavailableError(`Razorpay's API answered with something that is not a list of ${kind}`);
  const found = items.map((item) => ({ item, ...headOf(item, kind) }));
  const [first] = found;
  if (!first) return { items: [] };
  const isFull = items.length >= COUNT;
  if (first.id === after) {
    if (isFull) throw new ApiRefusedError(`Razorpay's API repeats a page of ${listing.path}`, { status: 0 });
    return { items: [] };
  }
  const observations = found
    .filter(({ createdAt }) => isIn(span, createdAt))
    .map(({ id, item }) => ({
      kind,
      id,
      body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: item }),
    }));
  const isLast = !isFull && listing.hasPages;
  return { items: observations, ...(!isLast && { next: `${skip + items.length}:${first.id}` }) };
}

/** A hundred payments have some 150 KB. */
const MAX_BYTES = 1024 * 1024;

/** One object, or the objects of another one, by an id. */
async function get(
  { kind, id }: { readonly kind: string; readonly id: string },
  access: RazorpayAccess,
): Promise<Observation | 'gone'> {
  const found = ownEntry(OBJECT_KINDS, kind);
  if (!found || !isIdOf(kind, id))
    throw new ApiRefusedError(`Razorpay's API cannot be asked for this ${kind}`, { status: 0 });
  const answer = await readRazorpay(
    {
      path: found.path(encodeURIComponent(id)),
      ...(found.query && { query: found.query(id) }),
      maxBytes: MAX_BYTES,
    },
    access,
  );
  if (!answer) return 'gone';
  return { kind, id, body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: answer.body }) };
}

/** `<objects before this page>:<the first id of the page before it>` */
function positionOf(page: string | undefined): { readonly skip: number; readonly after: string | undefined } {
  const [skip = '0', after] = page?.split(':') ?? [];
  return { skip: Number(skip), after };
}

/**
 * In whole seconds, one more at each end: Razorpay does not say whether the ends are included (api/understand.md, "Pagination"). What is
 * outside of the span is then dropped.
 */
const secondsOf = ({ from, to }: Span) => ({
  from: Math.max(0, Math.floor(from.getTime() / 1000) - 1),
  to: Math.ceil(to.getTime() / 1000),
});

/** An object without a readable time is kept, because it may belong to the span. */
const isIn = ({ from, to }: Span, createdAt: number | undefined): boolean =>
  createdAt === undefined || (createdAt * 1000 >= from.getTime() && createdAt * 1000 < to.getTime());

function headOf(item: Buffer, kind: string): { readonly id: string; readonly createdAt: number | undefined } {
  const object = peekJson(item);
  const id = object?.['id'];
  if (typeof id !== 'string' || !/^\w{1,80}$/.test(id))
    throw new UnavailableError(`Razorpay's API listed a ${kind} without an id`);
  const createdAt = object?.['created_at'];
  return { id, createdAt: typeof createdAt === 'number' ? createdAt : undefined };
}
