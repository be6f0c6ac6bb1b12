import { existsSync, readFileSync } from 'node:fs';
import { hmacValidator as HmacValidator } from '@adyen/api-library';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixturesOf } from '../conformance/fixtures.ts';
import { adyen } from './index.ts';
import { bodyOf, itemOf } from './simulator/meaning.ts';
import { sign, signaturesIn } from './simulator/sign.ts';

const KEY = '0F'.repeat(32);
const OLD = 'A1'.repeat(32);
const NOW = new Date('2026-03-02T12:00:00Z');

const signed = (body: Buffer, secret = KEY): Buffer =>
  sign({ body, sentAt: NOW, path: '/webhooks/adyen', signing: { secret } }).body;
const verify = (
  body: Buffer,
  {
    secrets = [KEY],
    basicAuth = [],
    headers = {},
  }: {
    readonly secrets?: readonly string[];
    readonly basicAuth?: readonly string[];
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
) => {
  const refuse = () => Promise.reject(new Error('no network'));
  const io = { now: () => NOW, fetch: refuse, fetchCertificate: refuse };
  const settings = adyen.settings.parse({ webhookSecrets: secrets, basicAuth });
  return adyen.createVerifier({ settings, mode: 'live', io })({ headers, body, path: '', query: {} });
};

describe('an item', () => {
  it('is authentic by any of the keys, in either case of its digits', () => {
    const body = signed(bodyOf(itemOf('CAPTURE')));
    expect(verify(body)).toEqual({ authentic: true });
    expect(verify(body, { secrets: [OLD, KEY.toLowerCase()] })).toEqual({ authentic: true });
    expect(verify(body, { secrets: [OLD] })).toMatchObject({ code: 'signature_mismatch' });
  });

  it('may have unsigned fields changed, and absent, null or empty ones, which are signed alike', () => {
    const body = signed(bodyOf(itemOf('AUTHORISATION')));
    const json = JSON.parse(body.toString()) as {
      notificationItems: { NotificationRequestItem: Record<string, unknown> }[];
    };
    for (const originalReference of [undefined, null, '']) {
      const item = { ...json.notificationItems[0]?.NotificationRequestItem, originalReference, reason: 'x' };
      expect(verify(bodyOf(item))).toEqual({ authentic: true });
    }
  });

  it.each(['pspReference', 'originalReference', 'merchantAccountCode', 'eventCode', 'success'])(
    'must not have a colon in its %s, which could be moved to another field',
    (field) => {
      expect(verify(signed(bodyOf(itemOf('CAPTURE', { [field]: 'a:b' }))))).toMatchObject({
        authentic: false,
      });
    },
  );

  it("may have colons in the merchant's reference, and cannot be read in another way", () => {
    const genuine = itemOf('CAPTURE', { merchantReference: 'a:b:1', merchantAccountCode: 'Shop' });
    const body = signed(bodyOf(genuine));
    expect(verify(body)).toEqual({ authentic: true });
    const json = JSON.parse(body.toString()) as {
      notificationItems: { NotificationRequestItem: Record<string, unknown> }[];
    };
    const moved = {
      ...json.notificationItems[0]?.NotificationRequestItem,
      merchantAccountCode: 'Shop:a',
      merchantReference: 'b:1',
    };
    expect(verify(bodyOf(moved))).toMatchObject({ code: 'signature_malformed' });
  });

  it.each([
    ['a number as text', '"5000"'],
    ['a decimal', '5000.0'],
    ['an exponent', '5e3'],
    ['a leading zero', '05000'],
  ])('must have a whole number as its value, not %s', (_, value) => {
    const text = signed(bodyOf(itemOf('CAPTURE'))).toString();
    expect(text).toContain('"value":5000');
    expect(verify(Buffer.from(text.replace('"value":5000', `"value":${value}`)))).toMatchObject({
      authentic: false,
    });
  });

  it('must not have a key twice: it is not known which one a reader would take', () => {
    const text = signed(bodyOf(itemOf('CAPTURE'))).toString();
    const doubled = text.replace('"eventCode":"CAPTURE"', '"eventCode":"REFUND","eventCode":"CAPTURE"');
    expect(verify(Buffer.from(doubled))).toMatchObject({ code: 'signature_malformed' });
  });

  it('keeps whole numbers that a float cannot hold', () => {
    const text = bodyOf(itemOf('CAPTURE')).toString().replace('"value":5000', '"value":90071992547409931');
    const { pspReference, originalReference, merchantAccountCode, merchantReference } = itemOf('CAPTURE');
    const signature = new HmacValidator().calculateHmac(
      [
        pspReference,
        originalReference,
        merchantAccountCode,
        merchantReference,
        '90071992547409931',
        'EUR',
        'CAPTURE',
        'true',
      ].join(':'),
      KEY,
    );
    const body = text.replace('"additionalData":{}', `"additionalData":{"hmacSignature":"${signature}"}`);
    expect(verify(Buffer.from(body))).toEqual({ authentic: true });
    expect(verify(Buffer.from(body.replace('9931', '9930')))).toMatchObject({ code: 'signature_mismatch' });
  });
});

describe('a delivery', () => {
  it('is refused as a whole if one of its items is not authentic', () => {
    const [genuine, forged] = [KEY, OLD].map((key) => {
      const { notificationItems } = JSON.parse(signed(bodyOf(itemOf('CAPTURE')), key).toString()) as {
        notificationItems: { NotificationRequestItem: Record<string, unknown> }[];
      };
      return notificationItems[0]?.NotificationRequestItem ?? {};
    });
    expect(verify(bodyOf(genuine ?? {}, genuine ?? {}))).toEqual({ authentic: true });
    for (const body of [bodyOf(genuine ?? {}, forged ?? {}), bodyOf(forged ?? {}, genuine ?? {})])
      expect(verify(body)).toMatchObject({ code: 'signature_mismatch' });
    expect(verify(bodyOf(genuine ?? {}, itemOf('CAPTURE')))).toMatchObject({
      code: 'signature_missing',
      reason: expect.stringContaining('notificationItems.1') as unknown,
    });
  });

  it.each(['{}', '{"notificationItems":[]}', '{"notificationItems":[{}]}', '{"notificationItems":{}}', 'x'])(
    'without items is refused: %s',
    (body) => {
      expect(verify(Buffer.from(body))).toMatchObject({ code: 'signature_malformed' });
    },
  );

  it('must have the user and password of the settings beside its signatures', () => {
    const body = signed(bodyOf(itemOf('CAPTURE')));
    const basicAuth = ['new:secret of today', 'old:secret: of yesterday'];
    const authorization = (text: string) => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    });
    for (const text of basicAuth)
      expect(verify(body, { basicAuth, headers: authorization(text) })).toEqual({ authentic: true });
    expect(verify(body, { basicAuth })).toMatchObject({ code: 'signature_missing' });
    expect(verify(body, { basicAuth, headers: authorization('new:secret of yesterday') })).toMatchObject({
      code: 'token_mismatch',
    });
    const forged = signed(bodyOf(itemOf('CAPTURE')), OLD);
    expect(verify(forged, { basicAuth, headers: authorization('new:secret of today') })).toMatchObject({
      code: 'signature_mismatch',
    });
  });
});

describe('the settings', () => {
  it.each(['secret', KEY.slice(2), `${KEY}00`, 'g'.repeat(64)])('refuse %s as a key', (webhookSecrets) => {
    expect(adyen.settings.safeParse({ webhookSecrets }).success).toBe(false);
  });

  it.each(['user', ':password', 'user:'])('refuse %s as user and password', (basicAuth) => {
    expect(adyen.settings.safeParse({ basicAuth }).success).toBe(false);
  });
});

describe("Adyen's own library", () => {
  const validator = new HmacValidator();
  type NotificationItem = Parameters<typeof validator.validateHMAC>[0];
  const firstItem = (body: Buffer): NotificationItem =>
    (
      JSON.parse(body.toString()) as {
        notificationItems: { NotificationRequestItem: NotificationItem }[];
      }
    ).notificationItems[0]?.NotificationRequestItem as NotificationItem;

  it.each(fixturesOf('adyen'))(
    'accepts $name, signed by the simulator, and refuses it changed',
    ({ body }) => {
      const genuine = signed(body);
      expect(validator.validateHMAC(firstItem(genuine), KEY)).toBe(true);
      for (const altered of signaturesIn.alter(genuine)) {
        expect(validator.validateHMAC(firstItem(altered), KEY)).toBe(false);
        expect(verify(altered)).toMatchObject({ authentic: false });
      }
    },
  );

  it.each(fixturesOf('adyen'))('signs $name as this provider expects it', ({ body }) => {
    const hmacSignature = validator.calculateHmac(firstItem(body), KEY);
    const delivery = signaturesIn.replace(body, () => hmacSignature);
    expect(verify(delivery)).toEqual({ authentic: true });
    expect(verify(signaturesIn.replace(body, () => `A${hmacSignature.slice(1)}`))).toMatchObject({
      authentic: hmacSignature.startsWith('A'),
    });
  });
});

const folder = new URL('../../../../../shared/vectors/', import.meta.url);
const Vector = z.object({ provider: z.string(), secret: z.string(), body: z.string().optional() });
const vectorsIn = (name: string) =>
  existsSync(new URL(name, folder))
    ? z
        .array(z.unknown())
        .parse(JSON.parse(readFileSync(new URL(name, folder)).toString()))
        .flatMap((vector) => {
          const { data } = Vector.safeParse(vector);
          return data?.body !== undefined && data.provider.startsWith('adyen (standard') ? [data] : [];
        })
    : [];

describe.skipIf(!existsSync(folder))("vectors of Adyen's library (skipped without ../shared/vectors)", () => {
  const vectors = [...vectorsIn('more/adyen.json'), ...vectorsIn('other-schemes/vectors.json')];

  it('are two', () => expect(vectors).toHaveLength(2));

  it.each(vectors)('$provider verifies with its key, and not changed', ({ body = '', secret }) => {
    expect(verify(Buffer.from(body), { secrets: [secret] })).toEqual({ authentic: true });
    const changed = Buffer.from(body.replace('"value":1000', '"value":1001'));
    expect(verify(changed, { secrets: [secret] })).toMatchObject({ code: 'signature_mismatch' });
  });
});
