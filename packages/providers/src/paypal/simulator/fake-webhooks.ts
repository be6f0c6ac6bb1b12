import { handlers } from '../events/index.ts';
import type { FakeRequest } from '../../simulator/fake-api.ts';
import { json, notFound, problem, type Route } from './fake-answers.ts';

const PATH = '/v1/notifications/webhooks';
const OFFERED_PATH = '/v1/notifications/webhooks-event-types';
/** Of one app. */
const MAX_WEBHOOKS = 10;

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly event_types: readonly { readonly name: string }[];
}

/** Types that PayPal's list of event names does not have. */
const NOT_OFFERED = /^PAYMENT\.REFUND\.|^CHECKOUT\.ORDER\.(SAVED|VOIDED)$/;
const OFFERED = Object.keys(handlers)
  .filter((name) => !NOT_OFFERED.test(name))
  .concat('BILLING.PLAN.CREATED', 'PAYMENT.PAYOUTSBATCH.SUCCESS');

/** The webhooks of an app. */
export function createFakeWebhooks() {
  let created = 0;
  let webhooks: readonly Webhook[] = [];

  const answer: Route = (request) => {
    if (request.method === 'GET' && request.path === OFFERED_PATH)
      return json(200, { event_types: OFFERED.map((name) => ({ name, status: 'ENABLED' })) });
    if (request.path === PATH) {
      if (request.method === 'GET') return json(200, { webhooks });
      return request.method === 'POST' ? create(request) : undefined;
    }
    if (!request.path.startsWith(`${PATH}/`)) return undefined;
    const webhook = webhooks.find(({ id }) => request.path === `${PATH}/${id}`);
    if (!webhook) return notFound();
    if (request.method === 'PATCH') return patch(request, webhook);
    if (request.method !== 'DELETE') return json(200, webhook);
    webhooks = webhooks.filter(({ id }) => id !== webhook.id);
    return { status: 204, body: '' };
  };

  return { answer };

  function create({ body }: FakeRequest) {
    const { url, event_types: types } = JSON.parse(body) as Omit<Webhook, 'id'>;
    const { protocol, port } = new URL(url);
    if (protocol !== 'https:' || port !== '')
      return problem(400, 'VALIDATION_ERROR', 'Not a valid webhook URL');
    if (types.some(isUnknown)) return problem(400, 'VALIDATION_ERROR', 'Not a valid event type');
    if (webhooks.some((webhook) => webhook.url === url)) return problem(400, 'WEBHOOK_URL_ALREADY_EXISTS');
    if (webhooks.length >= MAX_WEBHOOKS) return problem(400, 'WEBHOOK_NUMBER_LIMIT_EXCEEDED');
    created += 1;
    const webhook = { id: `${created}AB12345CD678901E`, url, event_types: types };
    webhooks = [...webhooks, webhook];
    return json(201, webhook);
  }

  function patch({ body }: FakeRequest, webhook: Webhook) {
    let changed = webhook;
    for (const { op, path, value } of JSON.parse(body) as { op: string; path: string; value: unknown }[]) {
      if (op !== 'replace') return problem(400, 'VALIDATION_ERROR');
      if (path === '/event_types') changed = { ...changed, event_types: value as Webhook['event_types'] };
      else if (path === '/url') changed = { ...changed, url: String(value) };
      else return problem(400, 'VALIDATION_ERROR');
    }
    if (changed.event_types.some(isUnknown))
      return problem(400, 'VALIDATION_ERROR', 'Not a valid event type');
    webhooks = webhooks.map((each) => (each.id === webhook.id ? changed : each));
    return json(200, changed);
  }
}

const isUnknown = ({ name }: { readonly name: string }): boolean => name !== '*' && !OFFERED.includes(name);
