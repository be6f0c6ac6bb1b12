import { isRecord } from '@payspool/events';
import {
  askApi,
  type AuthenticDelivery,
  type Confirmation,
  idKey,
  ownEntry,
  type ProviderApi,
  type Mode,
  type ProviderIo,
  readJson,
  UnavailableError,
  UnusableEventError,
} from '../contract/index.ts';
import { type Answer, confirmedBody, confirmedKey } from './confirmed-answer.ts';
import { eventsIn, headOf, linkOf } from './event.ts';
import { handlers } from './events/index.ts';
import { OBJECTS, type ObjectName } from './schema.ts';
import type { GocardlessSettings } from './settings.ts';

/** `Authorization: Bearer`, and the version of the API, which every request must state (API reference, "Making requests"). */
const API: ProviderApi<GocardlessSettings> = {
  title: 'GoCardless',
  base: ({ apiUrl }) => apiUrl,
  credentials: ({ accessToken }) =>
    accessToken === undefined
      ? undefined
      : { authorization: `Bearer ${accessToken}`, 'gocardless-version': '2015-07-06' },
};

interface Account {
  readonly settings: GocardlessSettings;
  readonly mode: Mode;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
}

/**
 * Asks the API for what a signed event leaves open: the payment or refund, and the subscription or instalment schedule of the payment.
 *
 * @throws {UnavailableError} no answer, 408, 425, 429, 3xx, 5xx, 404, or a 2xx that is not JSON: ask again
 * @throws {UnusableEventError} `schema_violation` if the event cannot be asked about; `refused_by_provider` for any other 4xx
 */
export async function confirm(
  hint: Pick<AuthenticDelivery, 'body'>,
  account: Account,
): Promise<Confirmation> {
  const [event] = eventsIn(readJson(hint.body)) ?? [];
  const { id, type } = headOf(event);
  const asked = ownEntry(handlers, type)?.asks;
  if (!asked) throw new UnusableEventError('schema_violation', { message: `${type} needs no answer` });
  const first = await ask(asked.object, linkOf(event, asked.link), account);
  const further = asked.object === 'payments' ? furtherOf(first.bytes) : [];
  const answers = [first];
  for (const [object, objectId] of further) answers.push(await ask(object, objectId, account));
  const eventKey = confirmedKey(idKey(id, hint.body));
  return { deliveries: [{ eventKey, body: confirmedBody(event, answers) }], final: true };
}

/** The objects that a payment belongs to. They say how long a subscription is paid, and how much is due by instalments. */
function furtherOf(payment: Buffer): (readonly [ObjectName, string])[] {
  const answer = readJson(payment);
  const { data } = OBJECTS.payments.safeParse(isRecord(answer) ? answer['payments'] : undefined);
  const { subscription, instalment_schedule: schedule } = data?.links ?? {};
  return [
    ...(subscription === undefined ? [] : [['subscriptions', subscription] as const]),
    ...(schedule === undefined ? [] : [['instalment_schedules', schedule] as const]),
  ];
}

async function ask(object: ObjectName, id: string, account: Account): Promise<Answer> {
  const bytes = await askApi(API, `/${object}/${id}`, account);
  // A signed event names the object, so it exists: the token belongs to another account or environment, or the API lags behind.
  if (!bytes)
    throw new UnavailableError(
      `GoCardless's API does not know ${id}: the access token must be of the account and environment that sends the webhooks`,
    );
  return { object, bytes };
}
