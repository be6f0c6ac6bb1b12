import { type KeyObject, sign } from 'node:crypto';
import { isRecord } from '@payspool/events';
import { payloadOf } from '../jws.ts';
import { NESTED, type Content, signedPayloadIn } from '../notification.ts';
import type { Simulator } from '../../simulator/contract.ts';

/** Makes a JWS of a JSON text. */
export type MakeJws = (payload: string) => string;

const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** A JWS by ES256 with the certificates of the signer. */
export const signer =
  (key: KeyObject, x5c: readonly string[]): MakeJws =>
  (payload) => {
    const signed = `${encode(JSON.stringify({ alg: 'ES256', x5c }))}.${encode(payload)}`;
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  };

/** A JWS without a chain and with a signature of zeros: it has the form of one and is not authentic. */
const unsigned: MakeJws = (payload) =>
  `${encode(JSON.stringify({ alg: 'ES256', x5c: [] }))}.${encode(payload)}.${encode('\0'.repeat(64))}`;

/** The body of a notification whose nested JWS are written as objects. */
export const bodyOf = (notification: unknown, make: MakeJws = unsigned): Buffer =>
  Buffer.from(JSON.stringify({ signedPayload: make(JSON.stringify(withNested(notification, make))) }));

/** Makes a JWS of each object in the place of one. */
function withNested(notification: unknown, make: MakeJws): unknown {
  if (!isRecord(notification) || !isRecord(notification.data)) return notification;
  const { data } = notification;
  const nested = NESTED.flatMap((name) =>
    isRecord(data[name]) ? [[name, make(JSON.stringify(data[name]))] as const] : [],
  );
  return { ...notification, data: { ...data, ...Object.fromEntries(nested) } };
}

/** The notification of a body, with objects in the places of nested JWS. Other JSON is returned as it is. */
export function contentOf(json: unknown): unknown {
  const notification = decoded(isRecord(json) ? json.signedPayload : undefined);
  if (!notification) return json;
  const { data } = notification;
  if (!isRecord(data)) return notification;
  const nested = NESTED.flatMap((name) => {
    const content = decoded(data[name]);
    return content ? [[name, content] as const] : [];
  });
  return { ...notification, data: { ...data, ...Object.fromEntries(nested) } };
}

const decoded = (jws: unknown): Content | undefined => (typeof jws === 'string' ? payloadOf(jws) : undefined);

/** The signature of a body, for tests of the verifier. */
export const signaturesIn: NonNullable<Simulator['signatureInBody']> = {
  replace: (body, change) => {
    const [header, payload, signature = ''] = signedPayloadOf(body).split('.');
    const parts = [header, payload, change(signature)].filter((part) => part !== undefined);
    return Buffer.from(JSON.stringify({ signedPayload: parts.join('.') }));
  },
  alter: (body) => {
    const [header = '', payload = '', signature = ''] = signedPayloadOf(body).split('.');
    const changed = { ...payloadOf(`.${payload}`), notificationUUID: 'another' };
    return [
      [header, encode(JSON.stringify(changed)), signature],
      [encode(JSON.stringify({ alg: 'ES256', x5c: [] })), payload, signature],
    ].map((parts) => Buffer.from(JSON.stringify({ signedPayload: parts.join('.') })));
  },
};

const signedPayloadOf = (body: Buffer): string => signedPayloadIn(body) ?? '';
