import { createPrivateKey } from 'node:crypto';
import { isRecord } from '@payspool/events';
import { readJson } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { bodyOf, contentOf, signer } from './jws.ts';

/**
 * Signs a notification, its transaction and its renewal with the account's chain. A notification without a time, an app or an
 * environment gets those of the account. Another body becomes the payload as it is.
 */
export const sign: Simulator['sign'] = ({ body, sentAt, signing }) => {
  const { privateKey = '', x5c = '[]', bundleId } = signing;
  const make = signer(createPrivateKey(privateKey), JSON.parse(x5c) as string[]);
  const json = jsonIn(body);
  const content = contentOf(json);
  return {
    pathSuffix: '',
    headers: { 'content-type': 'application/json' },
    body: isNotification(content)
      ? bodyOf(completed(content, { sentAt, bundleId }), make)
      : Buffer.from(JSON.stringify({ signedPayload: make(body.toString('latin1')) })),
  };
};

/** A notification, or an empty one. Anything else is signed as it is, because it may be what an attacker sends. */
const isNotification = (content: unknown): content is Readonly<Record<string, unknown>> =>
  isRecord(content) && ('notificationType' in content || Object.keys(content).length === 0);

function completed(
  content: Readonly<Record<string, unknown>>,
  { sentAt, bundleId }: { readonly sentAt: Date; readonly bundleId: string | undefined },
): unknown {
  const isWhole = ['data', 'summary', 'externalPurchaseToken', 'appData'].some((name) => name in content);
  return {
    signedDate: sentAt.getTime(),
    ...(!isWhole && { data: { bundleId, environment: 'Sandbox' } }),
    ...content,
  };
}

function jsonIn(body: Buffer): unknown {
  try {
    return readJson(body);
  } catch {
    return undefined;
  }
}
