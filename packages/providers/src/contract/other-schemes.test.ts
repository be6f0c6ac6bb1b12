import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withFlippedBit } from '../conformance/fixtures.ts';
import type { Delivery } from './delivery.ts';
import { bodyHmac, timestampedHmac } from './hmac-schemes.ts';
import { createHmacVerifier, type HmacScheme, signHmac } from './hmac-verifier.ts';
import { createTokenVerifier } from './path-token.ts';
import type { Verify } from './provider.ts';

// Payspool has no folder for these senders. Their schemes show how much the contract can declare. The vectors are accepted by the
// providers' own SDKs.

const folder = new URL('../../../../../shared/vectors/more/', import.meta.url);
const skipped = 'skipped without ../shared/vectors';

/** The vectors of a file, exactly as many as `vectors` names; `undefined` where the folder is absent. */
const vectorsIn = <Vectors extends z.ZodType>(
  name: string,
  vectors: Vectors,
): z.output<Vectors> | undefined =>
  existsSync(folder) ? vectors.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))) : undefined;

const Headers = z.record(z.string(), z.string());
const delivery = (given: Partial<Delivery>): Delivery => ({
  headers: {},
  body: Buffer.of(),
  path: '/webhooks/acme',
  query: {},
  ...given,
});
const refusedAs = (code: string) => ({ authentic: false, code });
/** Another text of the same form, for hex digits and for base64. */
const withOtherStart = (text: string) => `${text.startsWith('a') ? 'b' : 'a'}${text.slice(1)}`;

const bytesOf = (encoding: 'utf8' | 'base64') => z.string().transform((text) => Buffer.from(text, encoding));

interface BodySigned {
  readonly name: string;
  readonly scheme: HmacScheme;
  readonly secret: string | undefined;
  readonly body: Buffer | undefined;
  readonly headers: Delivery['headers'] | undefined;
}

const [coinbase] =
  vectorsIn(
    'coinbase-commerce.json',
    z.tuple([z.object({ secret: z.string(), body: bytesOf('utf8'), headers: Headers })]),
  ) ?? [];
// The first one is of the standard webhook, which has a folder.
const [, platform] =
  vectorsIn(
    'adyen.json',
    z.tuple([
      z.unknown(),
      z.object({ secret: z.string(), body_base64: bytesOf('base64'), headers: Headers }),
    ]),
  ) ?? [];

const BODY_SIGNED: readonly BodySigned[] = [
  {
    // coinbase-commerce-node lib/Webhook.js.
    name: 'Coinbase Commerce',
    scheme: bodyHmac('x-cc-webhook-signature', 'hex'),
    secret: coinbase?.secret,
    body: coinbase?.body,
    headers: coinbase?.headers,
  },
  {
    // The secret is the key in hex digits (adyen-node-api-library src/utils/hmacValidator.ts).
    name: "Adyen's webhooks for platforms",
    scheme: { ...bodyHmac('hmacsignature', 'base64'), key: (secret) => Buffer.from(secret, 'hex') },
    secret: platform?.secret,
    body: platform?.body_base64,
    headers: platform?.headers,
  },
];

describe.skipIf(!existsSync(folder)).each(BODY_SIGNED)(`$name (${skipped})`, (given) => {
  const { scheme, secret = '', body = Buffer.of(), headers = {} } = given;
  const [header] = scheme.headers;
  const signature = headers[header] ?? '';
  const now = () => new Date('2026-03-02T12:00:00Z');
  const verify = async (changed: Partial<Delivery>, secrets = [secret]) =>
    createHmacVerifier(scheme, { secrets, now })(delivery({ headers, body, ...changed }));

  it('is an HMAC over the body alone', async () => {
    expect(await verify({})).toEqual({ authentic: true });
    expect(await verify({}, [withOtherStart(secret), secret])).toEqual({ authentic: true });
    expect(signHmac(scheme, { body, secrets: [secret], sentAt: now() })).toEqual({ [header]: signature });
  });

  it('is refused with one bit changed, and with another secret', async () => {
    for (const changed of withFlippedBit(body))
      expect(await verify({ body: changed })).toMatchObject(refusedAs('signature_mismatch'));
    expect(await verify({}, [withOtherStart(secret)])).toMatchObject(refusedAs('signature_mismatch'));
  });

  it.each([
    ['missing', undefined, 'signature_missing'],
    ['of another body', withOtherStart(signature), 'signature_mismatch'],
    ['cut short', signature.slice(1), 'signature_malformed'],
    ['sent twice', `${signature}, ${signature}`, 'signature_malformed'],
  ])('is refused if the signature is %s', async (_, sent, code) => {
    const changed: Record<string, string> = sent === undefined ? {} : { [header]: sent };
    expect(await verify({ headers: changed })).toMatchObject(refusedAs(code));
  });
});

/**
 * Mercado Pago signs no byte of the body: `id:<data.id of the query>;request-id:<x-request-id>;ts:<ts>;`, and a part that is absent is
 * left out (sdk-nodejs src/utils/webhook). The verifier gets this text in place of the body. The time is in milliseconds in the vector
 * of the SDK.
 */
const MERCADO_PAGO: HmacScheme = {
  ...timestampedHmac('x-signature', { timeName: 'ts' }),
  prefix: () => '',
  timestampIn: 'milliseconds',
};

function mercadoPagoText({ headers, query }: Pick<Delivery, 'headers' | 'query'>): string {
  const parts = {
    id: query['data.id'],
    'request-id': headers['x-request-id'],
    ts: MERCADO_PAGO.split(headers)?.timestamp,
  };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${value};`]))
    .join('');
}

const createMercadoPagoVerifier = (account: Parameters<typeof createHmacVerifier>[1]): Verify => {
  const verify = createHmacVerifier(MERCADO_PAGO, account);
  return (given) => verify({ ...given, body: Buffer.from(mercadoPagoText(given)) });
};

describe.skipIf(!existsSync(folder))(`Mercado Pago (${skipped})`, () => {
  const [vector] =
    vectorsIn(
      'mercadopago.json',
      z.tuple([
        z.object({ secret: z.string(), query: Headers, headers: Headers, signed_string: z.string() }),
      ]),
    ) ?? [];
  const { secret = '', query = {}, headers = {}, signed_string: text = '' } = vector ?? {};
  const signedAt = new Date(1_742_505_638_683);
  const verify = async (
    changed: Partial<Delivery> = {},
    {
      secrets = [secret],
      secondsLater = 0,
    }: { readonly secrets?: string[]; readonly secondsLater?: number } = {},
  ) =>
    createMercadoPagoVerifier({ secrets, now: () => new Date(signedAt.getTime() + secondsLater * 1000) })(
      delivery({ headers, query, ...changed }),
    );

  it('is an HMAC over the id in the query, the request id and the time', async () => {
    expect(mercadoPagoText({ headers, query })).toBe(text);
    expect(await verify()).toEqual({ authentic: true, signedAt });
    expect(signHmac(MERCADO_PAGO, { body: Buffer.from(text), secrets: [secret], sentAt: signedAt })).toEqual({
      'x-signature': headers['x-signature'],
    });
  });

  it('is authentic with any body, so a delivery can only be a hint', async () => {
    expect(await verify({ body: Buffer.from('{"data":{"id":"another"}}') })).toEqual({
      authentic: true,
      signedAt,
    });
  });

  it.each([
    ['another id in the query', { query: { ...query, 'data.id': 'ord01jq4s4ky8hwq6na5pxb65b3d4' } }],
    ['no id in the query', { query: {} }],
    [
      'another request id',
      { headers: { ...headers, 'x-request-id': '2066ca19-c6f1-498a-be75-1923005edd07' } },
    ],
    ['no request id', { headers: { 'x-signature': headers['x-signature'] ?? '' } }],
    [
      'another time',
      { headers: { ...headers, 'x-signature': headers['x-signature']?.replace('8683,', '8684,') ?? '' } },
    ],
  ])('is refused with %s', async (_, changed) => {
    expect(await verify(changed)).toMatchObject(refusedAs('signature_mismatch'));
  });

  it('is refused with another secret, and without its header', async () => {
    expect(await verify({}, { secrets: [withOtherStart(secret)] })).toMatchObject(
      refusedAs('signature_mismatch'),
    );
    expect(await verify({ headers: {} })).toMatchObject(refusedAs('signature_missing'));
  });

  it.each([
    [300, { authentic: true }],
    [301, refusedAs('timestamp_stale')],
    [-300, { authentic: true }],
    [-301, refusedAs('timestamp_future')],
  ])('is judged by its time: %i s later', async (secondsLater, verdict) => {
    expect(await verify({}, { secondsLater })).toMatchObject(verdict);
  });
});

describe.skipIf(!existsSync(folder))(`PhonePe (${skipped})`, () => {
  const Vector = z.object({
    username: z.string(),
    password: z.string(),
    headers: z.object({ authorization: z.string() }),
    body: z.string(),
  });
  const [vector] = vectorsIn('phonepe.json', z.tuple([Vector])) ?? [];
  const { username = '', password = '', headers = { authorization: '' }, body = '' } = vector ?? {};
  // `authorization` is the SHA-256 of user and password: a token that is the same for every delivery (phonepe-pg-sdk-node CommonUtils).
  const verify = async ({ user = username, authorization = headers.authorization, text = body } = {}) =>
    createTokenVerifier(createHash('sha256').update(`${user}:${password}`).digest('hex'))(
      delivery({ body: Buffer.from(text), pathToken: authorization }),
    );

  it('has a token of user and password, and accepts no other', async () => {
    expect(await verify()).toEqual({ authentic: true });
    expect(await verify({ user: 'another' })).toMatchObject(refusedAs('token_mismatch'));
    for (const authorization of ['', withOtherStart(headers.authorization), headers.authorization.slice(1)])
      expect(await verify({ authorization })).toMatchObject(refusedAs('token_mismatch'));
  });

  it('is authentic with any body, so a delivery can only be a hint', async () => {
    expect(await verify({ text: '{"type":"CHECKOUT_ORDER_COMPLETED"}' })).toEqual({ authentic: true });
  });
});

describe.skipIf(!existsSync(folder))(`Braintree (${skipped})`, () => {
  const Challenge = z.object({
    public_key: z.string(),
    private_key: z.string(),
    query: z.object({ bt_challenge: z.string() }),
    response_body: z.string(),
  });
  const Digest = z.object({
    private_key_repeat: z.object({ byte: z.hex(), times: z.int() }),
    data: z.string(),
    digest: z.string(),
  });
  const [challenge, digest] = vectorsIn('braintree.json', z.tuple([Challenge, Digest])) ?? [];
  // HmacScheme has no SHA-1, so a folder would bring a verifier of its own. The key is the hash of the private key (braintree_node digest).
  const digestOf = (privateKey: Buffer, text: string) =>
    createHmac('sha1', createHash('sha1').update(privateKey).digest()).update(text).digest('hex');

  it('signs by HMAC-SHA1 with the SHA-1 of the private key, which no scheme of the contract does', () => {
    const { public_key = '', private_key = '', query, response_body } = challenge ?? {};
    const answer = digestOf(Buffer.from(private_key), query?.bt_challenge ?? '');
    expect(`${public_key}|${answer}`).toBe(response_body);
    const { byte = '', times = 0 } = digest?.private_key_repeat ?? {};
    expect(digestOf(Buffer.from(byte.repeat(times), 'hex'), digest?.data ?? '')).toBe(digest?.digest);
  });
});
