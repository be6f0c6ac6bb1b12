import { describe, expect, it } from 'vitest';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { simulator } from './simulator/index.ts';
import { createVerifier } from './verify.ts';

const NOW = new Date('2026-03-02T09:31:00Z');
const PATH = '/webhooks/paymentkit';
const { env, signing } = await simulator.createCredentials({ now: NOW });
const currencies = { pc_payspooldollar: 6 };

/** An event of Blocklet Server's, without an id of its own, as a component call signs it. */
const SENT =
  '{"$eventName":"customer.subscription.renewed","$sender":{"did":"zNK","name":"Tea é"},"object":{"id":"sub_1","status":"active","livemode":false,"current_period_start":1772444000,"current_period_end":1775036000,"cancel_at":0,"latest_invoice_id":"in_1","updated_at":"2026-03-02T09:30:56.000Z"}}';
const { headers } = simulator.sign({
  body: Buffer.from(SENT),
  sentAt: NOW,
  path: PATH,
  signing: { ...signing, scheme: 'component' },
});

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const reversed = (text: string) =>
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).toReversed()));

const SPELLINGS: readonly (readonly [string, Buffer])[] = [
  ['in the form in which it was sent', Buffer.from(SENT)],
  ['with white space', Buffer.from(JSON.stringify(JSON.parse(SENT), null, 2))],
  ['with white space around it', Buffer.from(`\r\n\t ${SENT} \n`)],
  ['with its keys in another order', Buffer.from(reversed(SENT))],
  ['with an exponent', Buffer.from(SENT.replace('1772444000', '1772444e3'))],
  ['with decimals', Buffer.from(SENT.replace('1772444000', '1772444000.00'))],
  ['with more digits than a float can hold', Buffer.from(SENT.replace('1772444000', '1772444000.00000001'))],
  ['with a negative zero', Buffer.from(SENT.replace('"cancel_at":0', '"cancel_at":-0.0'))],
  ['with escapes', Buffer.from(SENT.replace('sub_1', '\\u0073ub\\u005f1').replace('é', '\\u00e9'))],
  ['with an escaped key', Buffer.from(SENT.replace('"object"', '"\\u006fbject"'))],
  [
    'with a repeated key',
    Buffer.from(SENT.replace('{"$eventName"', '{"object":{"id":"sub_2"},"$eventName"')),
  ],
  ['with a repeated id', Buffer.from(SENT.replace('"id":"sub_1"', '"id":"sub_2","id":"sub_1"'))],
  ['with a byte order mark', Buffer.concat([BOM, Buffer.from(SENT)])],
];

const verify = (body: Buffer) =>
  createVerifier({
    settings: settings.parse({ appPublicKeys: env.PAYMENTKIT_APP_PUBLIC_KEYS }),
    io: { now: () => NOW },
  })({ headers, body, path: PATH, query: {} });

describe('one component signature', () => {
  it.each(SPELLINGS)(
    'is valid for a body %s, which is the same event with the same meaning',
    async (_, body) => {
      expect(await verify(body)).toMatchObject({ authentic: true });
      expect(identify({ body })).toEqual(identify({ body: Buffer.from(SENT) }));
      expect(normalise({ body }, { currencies })).toEqual(
        normalise({ body: Buffer.from(SENT) }, { currencies }),
      );
    },
  );

  it('is not valid for a body whose last value of a key differs', async () => {
    const body = Buffer.from(SENT.replace('"id":"sub_1"', '"id":"sub_1","id":"sub_2"'));
    expect(await verify(body)).toMatchObject({ code: 'signature_mismatch' });
    expect(identify({ body }).eventKey).not.toBe(identify({ body: Buffer.from(SENT) }).eventKey);
  });

  it('covers null where a number is too large for a float, and the event has the same value', () => {
    const beyond = Buffer.from(SENT.replace('1775036000', '1e999'));
    const signed = Buffer.from(SENT.replace('1775036000', 'null'));
    expect(identify({ body: beyond })).toEqual(identify({ body: signed }));
    expect(normalise({ body: beyond }, { currencies })).toEqual(normalise({ body: signed }, { currencies }));
    expect(normalise({ body: beyond }, { currencies })).toMatchObject({
      events: [{ currentPeriodEnd: null }],
    });
  });
});

describe('a key', () => {
  it('of an event without an id gives the same key with both schemes', () => {
    const body = Buffer.from(SENT);
    const byEndpoint = simulator.sign({ body, sentAt: NOW, path: PATH, signing });
    const byComponent = { body, headers };
    expect(identify(byEndpoint)).toEqual(identify(byComponent));
  });

  it('gives the same key for every spelling of an event with an id', () => {
    const spelled = [
      '{"id":"evt_1","type":"refund.created"}',
      '{"type":"refund.created", "id":"\\u0065vt_1"}',
      '{"id":"evt_2","type":"refund.created","id":"evt_1"}',
    ];
    expect(spelled.map((text) => identify({ body: Buffer.from(text) }).eventKey)).toEqual([
      'evt_1',
      'evt_1',
      'evt_1',
    ]);
  });
});
