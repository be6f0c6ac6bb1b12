import { describe, expect, it } from 'vitest';
import { fake } from '../fake/index.ts';
import { bodyHmac, standardWebhooksHmac, timestampedHmac } from './hmac-schemes.ts';
import type { HmacScheme } from './hmac-verifier.ts';
import type { Provider } from './provider.ts';
import { headersOf, recognise, type Recognition, signatureHeaders } from './recognition.ts';

const HEX = 'a'.repeat(64);
const V1 = `v1,${'A'.repeat(43)}=`;
const key = (secret: string) => Buffer.from(secret);

const providerWith = (slug: string, recognises: Recognition): Provider =>
  ({ ...fake, slug, recognises }) as unknown as Provider;
const signing = (slug: string, scheme: HmacScheme) => providerWith(slug, { headers: [headersOf(scheme)] });

const one = signing('one', bodyHmac('webhook-signature', 'hex'));
const many = signing('many', standardWebhooksHmac(key));
const other = signing('other', standardWebhooksHmac(key));
const plain = signing('plain', bodyHmac('x-signature', 'hex'));
const timed = signing('timed', timestampedHmac('x-signature'));
const inBody = providerWith('body', {
  headers: [],
  body: { has: 'the word hello', isIn: (body) => body.includes('hello') },
});
const all = [one, many, other, plain, timed, inBody];

const slugs = (headers: Record<string, string>, body = '') =>
  recognise({ headers, body: Buffer.from(body) }, all).map(({ provider }) => provider.slug);
const standard = { 'webhook-signature': V1, 'webhook-id': 'msg_1', 'webhook-timestamp': '1772452800' };

describe('a delivery fits', () => {
  it.each([
    ['every provider that signs by the same headers in the same form', standard, ['many', 'other']],
    ['the provider whose header has its form', { 'webhook-signature': HEX }, ['one']],
    ['of one header name the provider whose form it is', { 'x-signature': HEX }, ['plain']],
    ['the same, for the other form', { 'x-signature': `t=1,v1=${HEX}` }, ['timed']],
    [
      'all that use the header, if the value has the form of none',
      { 'x-signature': 'x' },
      ['plain', 'timed'],
    ],
    [
      'all that use one of its headers, if others are missing',
      { 'webhook-signature': V1 },
      ['one', 'many', 'other'],
    ],
    [
      'those with the missing signature, by the headers beside it',
      { 'webhook-id': 'msg_1' },
      ['many', 'other'],
    ],
    [
      'the providers of both signatures, if it has two',
      { ...standard, 'x-signature': HEX },
      ['many', 'other', 'plain'],
    ],
    ['nobody by an empty header', { 'x-signature': '' }, []],
  ])('%s', (_, headers, expected) => {
    expect(slugs(headers)).toEqual(expected);
  });

  it('a provider by its body only without a signature header', () => {
    expect(slugs({}, 'hello')).toEqual(['body']);
    expect(slugs({ 'content-type': 'text/plain' }, 'hello')).toEqual(['body']);
    expect(slugs({ 'x-signature': HEX }, 'hello')).toEqual(['plain']);
    expect(slugs({}, 'goodbye')).toEqual([]);
  });

  it('the scheme with more headers, if the headers of another are a part of them', () => {
    const loose = providerWith('loose', { headers: [{ names: ['webhook-signature'] }] });
    const fits = recognise({ headers: standard, body: Buffer.of() }, [loose, many]);
    expect(fits).toEqual([
      { provider: many, by: 'the headers webhook-signature, webhook-id, webhook-timestamp' },
    ]);
  });
});

it('says by what a provider is recognised', () => {
  const by = (headers: Record<string, string>, body = '') =>
    recognise({ headers, body: Buffer.from(body) }, all).map((fit) => fit.by);
  expect(by({ 'x-signature': HEX })).toEqual(['the header x-signature']);
  expect(by({}, 'hello')).toEqual([
    'the body, which has the word hello and comes without a signature header',
  ]);
});

it('lists the headers with their providers, sorted by name', () => {
  expect(signatureHeaders(all)).toEqual([
    ['webhook-id', ['many', 'other']],
    ['webhook-signature', ['one', 'many', 'other']],
    ['webhook-timestamp', ['many', 'other']],
    ['x-signature', ['plain', 'timed']],
  ]);
});
