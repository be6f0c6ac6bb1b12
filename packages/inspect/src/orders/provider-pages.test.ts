import { describe, expect, it } from 'vitest';
import { findProvider } from '../../../providers/src/index.ts';
import { providerPage, PROVIDERS_WITH_PAGES } from './provider-pages.ts';

const stripe = { provider: 'stripe', mode: 'live' };

describe('the page of an id at its provider', () => {
  it('is in the live or the test dashboard', () => {
    expect(providerPage(stripe, 'pi_1')).toBe('https://dashboard.stripe.com/payments/pi_1');
    expect(providerPage({ ...stripe, mode: 'test' }, 'sub_1')).toBe(
      'https://dashboard.stripe.com/test/subscriptions/sub_1',
    );
    expect(providerPage({ provider: 'razorpay', mode: 'test' }, 'pay_1')).toBe(
      'https://dashboard.razorpay.com/app/payments/pay_1',
    );
  });

  it('is unknown for other ids and providers', () => {
    expect(providerPage(stripe, 'cs_1')).toBeUndefined();
    expect(providerPage({ provider: 'constructor', mode: 'live' }, 'pi_1')).toBeUndefined();
  });

  it('cannot be led elsewhere by an id', () => {
    expect(providerPage(stripe, 'pi_1/../../evil?x=$&')).toBe(
      'https://dashboard.stripe.com/payments/pi_1%2F..%2F..%2Fevil%3Fx%3D%24%26',
    );
  });

  it('belongs to providers that exist', () => {
    expect(PROVIDERS_WITH_PAGES.filter((slug) => !findProvider(slug))).toEqual([]);
  });
});
