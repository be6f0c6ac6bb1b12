import type { FakeRequest } from '../../simulator/fake-api.ts';
import { isWithin, json, linkTo, notFound, numberIn, originOf, type Route } from './fake-answers.ts';
import type { FakePaypalOptions } from './fake-options.ts';
import { afterEvent } from './fake-states.ts';
import { type FakeKind, type FakeObject, type FakeStore, PATHS } from './fake-store.ts';
import type { FakeTransaction } from './fake-transactions.ts';

/** Objects by id, and the lists of subscriptions and disputes. Their pages are numbered, so that they shift when something changes. */
export function createFakeObjects(options: Pick<FakePaypalOptions, 'linkOrigin'>) {
  const kept = new Map<FakeKind, Map<string, FakeObject>>();
  const of = (kind: FakeKind): Map<string, FakeObject> => {
    const found = kept.get(kind) ?? new Map<string, FakeObject>();
    kept.set(kind, found);
    return found;
  };
  const store: FakeStore = {
    get: (kind, id) => of(kind).get(id),
    put: (kind, object) => void of(kind).set(idOf(object), object),
  };

  const answer: Route = (request) => {
    if (request.method !== 'GET') return undefined;
    if (`${request.path}/` === PATHS.subscription) return subscriptions(request);
    if (`${request.path}/` === PATHS.dispute) return disputes(request);
    const [kind, path] =
      (Object.entries(PATHS) as [FakeKind, string][]).find(([, before]) => request.path.startsWith(before)) ??
      [];
    const object = kind && path && store.get(kind, decodeURIComponent(request.path.slice(path.length)));
    if (object) return json(200, object);
    return kind && notFound();
  };

  return {
    ...store,
    remove: (kind: FakeKind, id: string) => void of(kind).delete(id),
    /** Changes the objects by an event. @returns the movements of money that it reports */
    apply: (event: Buffer): readonly FakeTransaction[] => afterEvent(store, event),
    answer,
  };

  function subscriptions(request: FakeRequest) {
    const [after, before] = [
      request.query.get('status_updated_after'),
      request.query.get('status_updated_before'),
    ];
    const found = [...of('subscription').values()].filter((each) =>
      isWithin(textOf(each, 'status_update_time'), after, before),
    );
    return json(200, {
      // An item of the list has no status.
      subscriptions: pageOf(request, found).map(({ id, plan_id }) => ({ id, plan_id })),
      links: [],
    });
  }

  function disputes(request: FakeRequest) {
    const [after, before] = [request.query.get('update_time_after'), request.query.get('update_time_before')];
    const found = [...of('dispute').values()].filter((each) =>
      isWithin(textOf(each, 'update_time'), after, before),
    );
    const [page, size] = [numberIn(request, 'page', 1), numberIn(request, 'page_size', 10)];
    const origin = originOf(request, options);
    const next =
      page * size < found.length
        ? [linkTo(request, 'next', { origin, query: { page: String(page + 1) } })]
        : [];
    return json(200, {
      items: pageOf(request, found).map(({ dispute_id, status, create_time, update_time }) => ({
        dispute_id,
        status,
        create_time,
        update_time,
      })),
      links: next,
    });
  }
}

const idOf = (object: FakeObject): string => textOf(object, 'dispute_id') ?? textOf(object, 'id') ?? '';

const textOf = (object: FakeObject, field: string): string | undefined => {
  const value = object[field];
  return typeof value === 'string' ? value : undefined;
};

function pageOf(request: FakeRequest, found: readonly FakeObject[]): readonly FakeObject[] {
  const [page, size] = [numberIn(request, 'page', 1), numberIn(request, 'page_size', 10)];
  return found.slice((page - 1) * size, page * size);
}
