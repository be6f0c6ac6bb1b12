import { z } from 'zod';
import { checkShape, readJson } from '../../contract/parse-body.ts';
import type { Observation, Page, Span } from '../../contract/provider-reads.ts';
import type { PaypalAccess } from './api.ts';
import { getObject } from './get-object.ts';
import { readPosition } from './position.ts';
import { nextPage, readEach, readPage, secondsAfter, secondsBefore } from './read-list.ts';

const PATH = '/v1/customer/disputes';
/** The API allows 50. Each dispute is read by its id, one call each. */
const PAGE_SIZE = 20;

const Position = z.object({
  /** Path and query of the page; absent for the first one. */
  path: z.string().startsWith(PATH).optional(),
  /** Items of the page that have been read. */
  skip: z.int().nonnegative(),
});
type Position = z.output<typeof Position>;

const Item = z.object({ dispute_id: z.string() });

/**
 * Disputes that changed in a span (`GET /v1/customer/disputes`, customer_disputes_v1). The list has neither transactions nor the outcome, so that
 * each dispute is read by its id. The next page is a link, because PayPal replaces its token for pages by page numbers.
 */
export async function listDisputes(
  { from, to }: Span,
  page: string | undefined,
  access: PaypalAccess,
): Promise<Page<Observation>> {
  const position: Position = page === undefined ? { skip: 0 } : readPosition(Position, page);
  const request =
    position.path === undefined
      ? {
          path: PATH,
          query: {
            update_time_after: withMilliseconds(secondsBefore(from)),
            update_time_before: withMilliseconds(secondsAfter(to)),
            page_size: PAGE_SIZE,
          },
        }
      : { path: position.path };
  const read = await readPage(request, { key: 'items', access });
  const ids = read.items.map((item) => checkShape(Item, readJson(item), ['items']).dispute_id);
  const { items, at } = await readEach(ids, position.skip, (id) =>
    getObject({ kind: 'dispute', id }, access),
  );
  if (at < ids.length) return { items, next: JSON.stringify({ ...position, skip: at }) };
  const path = nextPage(read.answer, { under: PATH, asked: request.path, access });
  return { items, next: path && JSON.stringify({ path, skip: 0 } satisfies Position) };
}

/** The disputes API documents its times as `yyyy-MM-ddTHH:mm:ss.SSSZ`. */
const withMilliseconds = (seconds: string): string => seconds.replace(/Z$/, '.000Z');
