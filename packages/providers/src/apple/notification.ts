import { isRecord } from '@payspool/events';
import { UnusableEventError } from '../contract/errors.ts';
import { peekJson, readJson } from '../contract/parse-body.ts';
import { payloadOf } from './jws.ts';

/** A decoded object of a notification. */
export type Content = Readonly<Record<string, unknown>>;

/** The fields of `data` that are JWS themselves (responseBodyV2DecodedPayload). */
export const NESTED = ['signedTransactionInfo', 'signedRenewalInfo'] as const;

/** The text of the notification's JWS; `undefined` if the body has none. */
export function signedPayloadIn(body: Buffer): string | undefined {
  const text = peekJson(body)?.['signedPayload'];
  return typeof text === 'string' ? text : undefined;
}

/** The content of a body without its nested objects, if it can be read: for `identify`, which must not throw. */
export const peekNotification = (body: Buffer): Content | undefined => payloadOf(signedPayloadIn(body) ?? '');

/**
 * The content of an authentic body, with decoded objects in the places of the nested JWS. Their signatures were verified when the
 * body arrived.
 *
 * @throws {UnusableEventError} `not_json`; `schema_violation` with the path of what is not a JWS
 */
export function readNotification(body: Buffer): Content {
  const json = readJson(body);
  const notification = decoded(isRecord(json) ? json.signedPayload : undefined, 'signedPayload');
  const { data } = notification;
  if (!isRecord(data)) return notification;
  const nested = NESTED.flatMap((name) =>
    data[name] === undefined ? [] : [[name, decoded(data[name], `data.${name}`)] as const],
  );
  return { ...notification, data: { ...data, ...Object.fromEntries(nested) } };
}

function decoded(jws: unknown, path: string): Content {
  const payload = typeof jws === 'string' ? payloadOf(jws) : undefined;
  if (!payload) throw new UnusableEventError('schema_violation', { path, message: 'expected a JWS' });
  return payload;
}

/** The app and the environment of a notification or of a transaction. */
export interface AppStore {
  readonly bundleId: unknown;
  /** `Production` or `Sandbox`. */
  readonly environment: unknown;
}

/** The objects of which a notification has one (responseBodyV2DecodedPayload). */
const HOLDERS = ['data', 'summary', 'appData'];

/**
 * The app and the environment of a notification. A token of an external purchase shows its environment by its id
 * (app-store-server-library-node, jws_verification.ts).
 */
export function appStoreOf(notification: Content): AppStore {
  const holder = HOLDERS.map((name) => notification[name]).find(isRecord);
  if (holder) return { bundleId: holder.bundleId, environment: holder.environment };
  const token = notification['externalPurchaseToken'];
  if (!isRecord(token)) return { bundleId: undefined, environment: undefined };
  const { bundleId, externalPurchaseId } = token;
  const isSandbox = typeof externalPurchaseId === 'string' && externalPurchaseId.startsWith('SANDBOX');
  return { bundleId, environment: isSandbox ? 'Sandbox' : 'Production' };
}
