import type { SimulatedDelivery } from '../../simulator/contract.ts';
import type { FakeApi, FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';
import { createFakeEvents } from './fake-events.ts';
import { createFakeObjects } from './fake-objects.ts';
import type { FakePaypalOptions } from './fake-options.ts';
import type { FakeKind, FakeObject } from './fake-store.ts';
import { json, notFound, problem } from './fake-answers.ts';
import { createFakeTransactions, type FakeTransaction } from './fake-transactions.ts';
import { createFakeWebhooks } from './fake-webhooks.ts';

/** A fake of PayPal's API, by its API descriptions (github.com/paypal/paypal-rest-api-specifications, PayPal-TypeScript-Server-SDK). */
export interface FakePaypalApi extends FakeApi {
  /** The requests so far, without those for a token. */
  readonly asked: readonly FakeRequest[];
  /** How many tokens were issued. */
  readonly tokens: () => number;
  /** No token that was issued is accepted any longer. */
  readonly revokeTokens: () => void;
  /** An event of the log. It is in no list before `listedFrom`. */
  readonly addEvent: (body: Buffer, options?: { readonly listedFrom?: Date }) => void;
  /** Creates or replaces an object. */
  readonly put: (kind: FakeKind, object: FakeObject) => void;
  readonly remove: (kind: FakeKind, id: string) => void;
  readonly addTransaction: (transaction: FakeTransaction) => void;
  /** The event of each delivery, and the objects and transactions that these events leave behind. In the order in which they happened. */
  readonly withDeliveries: (deliveries: readonly SimulatedDelivery[]) => void;
}

/** Creates the fake with nothing in it. It is served by `startApiServer`. */
export function createFakeApi(options: FakePaypalOptions): FakePaypalApi {
  const { now, clockMs = 0, credentials, tokenSeconds = 32_400, faults } = options;
  const clock = () => new Date(now().getTime() + clockMs);
  const asked: FakeRequest[] = [];
  const tokens = new Map<string, number>();
  const [events, objects, webhooks] = [
    createFakeEvents(options),
    createFakeObjects(options),
    createFakeWebhooks(),
  ];
  const transactions = createFakeTransactions(options);
  const routes = [events.answer, transactions.answer, webhooks.answer, objects.answer];
  let requests = 0;

  return {
    asked,
    tokens: () => tokens.size,
    revokeTokens: () => {
      for (const token of tokens.keys()) tokens.set(token, 0);
    },
    addEvent: events.add,
    put: objects.put,
    remove: objects.remove,
    addTransaction: transactions.add,
    withDeliveries: (deliveries) => {
      for (const { body } of deliveries) {
        events.add(body);
        for (const transaction of objects.apply(body)) transactions.add(transaction);
      }
    },
    answer: (request) => {
      requests += 1;
      const isToken = request.path === '/v1/oauth2/token';
      if (!isToken) asked.push(request);
      const { status, headers, body } =
        faults?.at(request, requests) ?? (isToken ? issueToken(request) : answerTo(request));
      return { status, headers: { date: clock().toUTCString(), ...headers }, body };
    },
  };

  function issueToken({ headers, body }: FakeRequest): FakeResponse {
    const { clientId, clientSecret } = credentials ?? {};
    const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    if (credentials && headers['authorization'] !== expected)
      return json(401, { error: 'invalid_client', error_description: 'Client Authentication failed' });
    if (body !== 'grant_type=client_credentials') return json(400, { error: 'unsupported_grant_type' });
    const token = `A21AA-fake-${tokens.size + 1}`;
    tokens.set(token, clock().getTime() + tokenSeconds * 1000);
    return json(200, {
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-FAKE',
      expires_in: tokenSeconds,
    });
  }

  function answerTo(request: FakeRequest): FakeResponse {
    const token = request.headers['authorization']?.replace(/^Bearer /, '') ?? '';
    if ((tokens.get(token) ?? 0) <= clock().getTime())
      return json(401, { error: 'invalid_token', error_description: 'Token signature verification failed' });
    for (const route of routes) {
      const answer = route(request);
      if (answer) return answer;
    }
    return request.method === 'GET' ? notFound() : problem(405, 'METHOD_NOT_SUPPORTED');
  }
}
