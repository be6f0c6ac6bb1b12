import { z } from 'zod';
import { checkShape, readJson } from '../../contract/parse-body.ts';
import type { Observation, Page, Span } from '../../contract/provider-reads.ts';
import type { PaypalAccess } from './api.ts';
import { getObject } from './get-object.ts';
import { readPosition } from './position.ts';
import { readEach, readPage, repeats, secondsAfter, secondsBefore } from './read-list.ts';

const PATH = '/v1/billing/subscriptions';
/** The most that the API allows. */
const PAGE_SIZE = 20;

const Position = z.object({
  page: z.int().positive(),
  /** Items of the page that have been read. */
  skip: z.int().nonnegative(),
  /** The first item of the page before. */
  before: z.string().optional(),
});
type Position = z.output<typeof Position>;

const Item = z.object({ id: z.string() });

/**
 * Subscriptions whose status changed in a span (`GET /v1/billing/subscriptions`, PayPal-TypeScript-Server-SDK, `SubscriptionsController`). A renewal
 * changes no status. An item of the list may have no status, so that each subscription is read by its id.
 */
export async function listSubscriptions(
  { from, to }: Span,
  page: string | undefined,
  access: PaypalAccess,
): Promise<Page<Observation>> {
  const position: Position = page === undefined ? { page: 1, skip: 0 } : readPosition(Position, page);
  const read = await readPage(
    {
      path: PATH,
      query: {
        status_updated_after: secondsBefore(from),
        status_updated_before: secondsAfter(to),
        page_size: PAGE_SIZE,
        page: position.page,
      },
    },
    { key: 'subscriptions', access },
  );
  const ids = read.items.map((item) => checkShape(Item, readJson(item), ['subscriptions']).id);
  const [first] = ids;
  if (first !== undefined && first === position.before) throw repeats(PATH);
  const { items, at } = await readEach(ids, position.skip, (id) =>
    getObject({ kind: 'subscription', id }, access),
  );
  return { items, next: nextOf(position, { at, ids }) };
}

function nextOf(
  position: Position,
  { at, ids }: { readonly at: number; readonly ids: readonly string[] },
): string | undefined {
  if (at < ids.length) return JSON.stringify({ ...position, skip: at });
  if (ids.length < PAGE_SIZE) return undefined;
  return JSON.stringify({ page: position.page + 1, skip: 0, before: ids[0] } satisfies Position);
}
