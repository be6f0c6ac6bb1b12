import { createHmac } from 'node:crypto';
import { isRecord } from '@payspool/events';
import { readJson, readLosslessJson } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { itemsOf, signedFieldsOf, signedText } from '../item.ts';

/** A delivery always has an item. This one changes nothing. */
const REPORT = {
  notificationItems: [
    {
      NotificationRequestItem: {
        eventCode: 'REPORT_AVAILABLE',
        success: 'true',
        merchantAccountCode: 'PayspoolTest',
        pspReference: 'received_payments_report.csv',
      },
    },
  ],
};

type Json = Record<string, unknown>;

/** Signs each item of a delivery. An empty delivery gets an item. What has no items is sent as it is. */
export const sign: Simulator['sign'] = ({ body, signing }) => ({
  pathSuffix: '',
  headers: { 'content-type': 'application/json' },
  body: signedBody(body, Buffer.from(signing['secret'] ?? '', 'hex')),
});

function signedBody(body: Buffer, key: Buffer): Buffer {
  const given = isEmpty(body) ? Buffer.from(JSON.stringify(REPORT)) : body;
  const signatures = signaturesOf(given, key);
  return signatures ? withSignatures(given, (_, at) => signatures[at]) : given;
}

const isEmpty = (body: Buffer): boolean => body.toString('latin1').trim() === '{}';

/** The signatures of all items; `undefined` if something cannot be signed. */
function signaturesOf(body: Buffer, key: Buffer): readonly string[] | undefined {
  try {
    const fields = itemsOf(readLosslessJson(body))?.map(signedFieldsOf);
    return fields?.map((one) => {
      if (!one) throw new Error('a field that cannot be signed');
      return createHmac('sha256', key).update(signedText(one)).digest('base64');
    });
  } catch {
    return undefined;
  }
}

/** The body with other signatures in its items; `undefined` removes one. */
function withSignatures(body: Buffer, change: (signature: string, at: number) => string | undefined): Buffer {
  const json = readJson(body) as { notificationItems: { NotificationRequestItem: Json }[] };
  const notificationItems = json.notificationItems.map(({ NotificationRequestItem: item }, at) => {
    const { hmacSignature, ...others } = isRecord(item['additionalData']) ? item['additionalData'] : {};
    const signature = change(typeof hmacSignature === 'string' ? hmacSignature : '', at);
    const additionalData = { ...others, ...(signature !== undefined && { hmacSignature: signature }) };
    return { NotificationRequestItem: { ...item, additionalData } };
  });
  return Buffer.from(JSON.stringify({ ...json, notificationItems }));
}

/** The signatures in a body, for tests of the verifier. */
export const signaturesIn: NonNullable<Simulator['signatureInBody']> = {
  replace: (body, change) => withSignatures(body, (signature) => change(signature)),
  alter: (body) =>
    CHANGES.map((change) => {
      const json = readJson(body) as { notificationItems: { NotificationRequestItem: Json }[] };
      const [first, ...others] = json.notificationItems;
      const changed = { NotificationRequestItem: change(first?.NotificationRequestItem ?? {}) };
      return Buffer.from(JSON.stringify({ ...json, notificationItems: [changed, ...others] }));
    }),
};

/** One change for each signed field. */
const CHANGES: readonly ((item: Json) => Json)[] = [
  (item) => ({ ...item, pspReference: 'WNS6T2J7KGNG5X82' }),
  (item) => ({ ...item, originalReference: 'WNS6T2J7KGNG5X83' }),
  (item) => ({ ...item, merchantAccountCode: 'Another' }),
  (item) => ({ ...item, merchantReference: 'another order' }),
  (item) => ({ ...item, amount: { currency: 'EUR', value: 1 } }),
  (item) => ({ ...item, amount: { ...(item['amount'] as object), currency: 'XXX' } }),
  (item) => ({ ...item, eventCode: 'ANOTHER_EVENT' }),
  (item) => ({ ...item, success: item['success'] === 'true' ? 'false' : 'true' }),
];
