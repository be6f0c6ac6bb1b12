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
import { readTime } from '../envelope.ts';
import type { PaymentKitSettings } from '../settings.ts';
import { readPaymentKit, type PaymentKitAccess } from './api.ts';
import { about, isId, NEWEST_FIRST, PATHS, requestFor } from './object-kinds.ts';
import { normalise, SUBSCRIPTION_INVOICES } from './observe.ts';

/** How long a change may take to be in a list. Nothing is documented. */
const SETTLE_MS = 60_000;
const PAGE_SIZE = 100;

/** PaymentKit's SDK has no events, but lists and single objects. */
export const objects: ObjectReads<PaymentKitSettings> = {
  listed: Object.keys(PATHS),
  settleMs: SETTLE_MS,
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
 * One page of the objects that changed in a span. No list has a span, so that it is read from the last change backwards, to the start of
 * the span. An object that changes meanwhile moves to the front; the others are at most read twice.
 *
 * @throws {ApiRefusedError} also if the API repeats a page, or does not sort by the last change
 */
async function list({ kind, span, page }: ListRequest, access: PaymentKitAccess): Promise<Page<Observation>> {
  const path = ownEntry(PATHS, kind);
  if (path === undefined) throw new ApiRefusedError(`PaymentKit has no list of ${kind}`, { status: 0 });
  const { number, seen, after } = positionOf(page);
  const answer = await readPaymentKit(
    { path, query: { page: number, pageSize: PAGE_SIZE, order: NEWEST_FIRST }, maxBytes: PAGE_BYTES },
    access,
  );
  const items = answer && rawItems(answer.body, 'list');
  if (!items)
    throw new UnavailableError(`PaymentKit's API answered with something that is not a list of ${kind}`);
  const found = items.map((item) => ({ item, ...headOf(item, kind) }));
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return { items: [] };
  if (first.id === after)
    throw new ApiRefusedError(`PaymentKit's API repeats a page of ${path}`, { status: 0 });
  if (found.some(({ updatedAt }, index) => updatedAt > (found[index - 1]?.updatedAt ?? updatedAt)))
    throw new ApiRefusedError(`PaymentKit's API does not sort ${path} by updated_at`, { status: 0 });
  const [from, to] = [span.from.toISOString(), span.to.toISOString()];
  const observations = found
    .filter(({ updatedAt }) => updatedAt >= from && updatedAt < to)
    .map(({ id, item }) => ({
      kind,
      id,
      body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: item }),
    }));
  const known = seen + items.length;
  const total = totalIn(answer.body);
  const isLast = last.updatedAt < from || (total === undefined ? items.length < PAGE_SIZE : known >= total);
  return { items: observations, ...(!isLast && { next: `${number + 1}:${known}:${first.id}` }) };
}

/** An invoice has its lines, and a subscription its items: some kilobytes. */
const MAX_BYTES = 1024 * 1024;

/** One object, or the invoices of a subscription. */
async function get(
  { kind, id }: { readonly kind: string; readonly id: string },
  access: PaymentKitAccess,
): Promise<Observation | 'gone'> {
  const isKnown = kind === SUBSCRIPTION_INVOICES || Object.hasOwn(PATHS, kind);
  if (!isKnown || !isId(id))
    throw new ApiRefusedError(`PaymentKit's API cannot be asked for this ${kind}`, { status: 0 });
  const answer = await readPaymentKit({ maxBytes: MAX_BYTES, ...requestFor(kind, id) }, access);
  if (!answer) return 'gone';
  return { kind, id, body: observationBody({ kind, id }, { askedAt: answer.askedAt, answer: answer.body }) };
}

/** `<page>:<objects before this page>:<the first id of the page before it>` */
function positionOf(page: string | undefined): {
  readonly number: number;
  readonly seen: number;
  readonly after: string | undefined;
} {
  const [number = '1', seen = '0', after] = page?.split(':') ?? [];
  return { number: Number(number), seen: Number(seen), after };
}

/** The number of all objects of the list, whatever its pages are. */
function totalIn(body: Buffer): number | undefined {
  const total = peekJson(body)?.['count'];
  return typeof total === 'number' ? total : undefined;
}

function headOf(item: Buffer, kind: string): { readonly id: string; readonly updatedAt: string } {
  const object = peekJson(item);
  const id = object?.['id'];
  const updatedAt = readTime(object?.['updated_at']);
  if (typeof id === 'string' && isId(id) && updatedAt !== undefined) return { id, updatedAt };
  throw new UnavailableError(`PaymentKit's API listed a ${kind} without id or updated_at`);
}
