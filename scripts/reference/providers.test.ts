import { beforeAll, describe, expect, it } from 'vitest';
import { fake } from '../../packages/providers/src/fake/index.ts';
import { findProvider, type Provider } from '../../packages/providers/src/index.ts';
import type { ProviderFacts } from './provider-facts.ts';
import { contradictions, observe, type Observations } from './provider-observations.ts';
import { renderProviders } from './providers.ts';

const providerOf = (slug: string): Provider => {
  const provider = findProvider(slug);
  if (!provider) throw new Error(`no provider ${slug}`);
  return provider;
};
const acme = fake as unknown as Provider;

const FACTS: ProviderFacts = {
  rows: {
    scheme: 'HMAC-SHA256, [how](README.md#verification)',
    signed: 'body and time',
    'event key': 'the `id`',
    mode: 'in the body',
    time: 'milliseconds',
    API: 'not asked',
    'certainty of the scheme': 'second-hand',
    'certainty of the meaning': 'not confirmed',
    'live deliveries': 'none tried',
  },
  undecidable: '- Two events of one second ([order](../../../../docs/architecture.md)).',
  notConfirmed: '- Retries.',
};
const withRows = (rows: Partial<ProviderFacts['rows']>) => ({ rows: { ...FACTS.rows, ...rows } });

describe('what the fixtures of a provider state', () => {
  it.each([
    ['stripe', { order: true, payment: true, refund: 'each', dispute: true, subscription: true }],
    // IppoPay's answers show that a payment was refunded, and name no refund.
    ['ippopay', { order: true, payment: true, refund: 'total', dispute: false, subscription: false }],
    // Adyen leaves subscriptions to the merchant.
    ['adyen', { order: true, payment: true, refund: 'each', dispute: true, subscription: false }],
    // Apple gives refunds no id, and has no disputes.
    ['apple', { order: true, payment: true, refund: 'total', dispute: false, subscription: true }],
    // PaymentKit has no events of disputes.
    ['paymentkit', { order: true, payment: true, refund: 'each', dispute: false, subscription: true }],
  ])('%s', async (slug, states) => {
    expect((await observe(providerOf(slug))).states).toEqual(states);
  });

  it.each([
    // Its signature has a time, its certificate the mode, and neither is in the body.
    ['paypal', { isTimeSigned: true, isModeInBody: false, isModeProven: true }],
    ['lemonsqueezy', { isTimeSigned: false, isModeInBody: true, isModeProven: false }],
    ['paddle', { isTimeSigned: true, isModeInBody: false, hasMilliseconds: true }],
    ['razorpay', { isTimeSigned: false, isModeInBody: false, hasMilliseconds: false }],
  ])('%s signs and states', async (slug, expected) => {
    expect(await observe(providerOf(slug))).toMatchObject(expected);
  });
});

describe('a row that the code contradicts', () => {
  let observations: Observations;
  beforeAll(async () => {
    observations = await observe(acme);
  });

  it('is not found where row and code agree', () => {
    expect(contradictions(acme, withRows({ time: 'seconds' }), observations)).toEqual([]);
  });

  it.each([
    ['signed', 'body', 'body and time', 'a verified delivery has a signed time', {}],
    ['mode', 'of the account', 'in the body', 'events state the mode', { isModeInBody: true }],
    [
      'mode',
      'in the body',
      'by the certificate',
      'the signature proves the mode',
      { isModeInBody: false, isModeProven: true },
    ],
    ['time', 'seconds', 'milliseconds', 'times of events have milliseconds', { hasMilliseconds: true }],
  ])('is found: %s, "%s" instead of "%s"', (row, value, expected, reason, other) => {
    expect(contradictions(acme, withRows({ [row]: value }), { ...observations, ...other })).toEqual([
      `the row "${row}" must begin with "${expected}", because ${reason}`,
    ]);
  });

  it('is found: an API that is asked', () => {
    expect(contradictions(providerOf('gocardless'), FACTS, observations)).toEqual([
      'the row "API" must begin with "asked", because the provider has `confirm`',
    ]);
  });
});

describe('the page', () => {
  const eventTypes = { handled: ['paid', 'failed', 'refunded'], ignored: { payout: 'no purchase' } };
  let lines: readonly string[];
  beforeAll(async () => {
    const observations = await observe(acme);
    lines = renderProviders([{ provider: { ...acme, eventTypes }, facts: FACTS, observations }]).split('\n');
  });
  const name = '[Fake](../packages/providers/src/fake/README.md)';

  it('has the facts of the README.md, with links from the page', () => {
    expect(lines).toContain(
      `| ${name} | HMAC-SHA256, [how](../packages/providers/src/fake/README.md#verification) | body and time | the \`id\` | in the body | milliseconds |`,
    );
    expect(lines).toContain(`| ${name} | second-hand | not confirmed | none tried |`);
  });

  it('computes what the fixtures state, and counts the types of the declaration', () => {
    expect(lines).toContain(`| ${name} | yes | yes | total | – | – | 3 | 1 | not asked |`);
  });

  it('has a section of what stays undecidable and what is not confirmed', () => {
    const section = lines.slice(lines.indexOf('### Fake')).filter((line) => line !== '');
    expect(section).toEqual([
      '### Fake',
      '**Undecidable**',
      '- Two events of one second ([order](architecture.md)).',
      '**Not confirmed**',
      '- Retries.',
    ]);
  });
});
