import { describe, expect, it } from 'vitest';
import { createPublishedUpgrade } from './published-upgrades.ts';

/** A made-up version 2: `access` is `billing`, and `merchant_ref`, which every payload had, is an aspect. Version 3 has another word. */
const upgrade = createPublishedUpgrade({
  current: 3,
  upgrades: {
    1: {
      order: (published, { merchant_ref = '' }) => ({ ...published, merchant_ref }),
      subscription: ({ access = '', ...published }, { merchant_ref = '' }) => ({
        ...published,
        billing: access,
        merchant_ref,
      }),
    },
    2: { subscription: (published) => ({ ...published, billing: `${published['billing'] ?? ''}!` }) },
  },
});

describe('published values of an older version', () => {
  it('are upgraded step by step, with current values that every payload had', () => {
    const published = { access: 'live', arrears: 'no' };
    const now = { billing: 'stopped', arrears: 'yes', merchant_ref: 'A-17' };
    expect(upgrade('subscription', { version: 1, values: published }, now)).toEqual({
      arrears: 'no',
      billing: 'live!',
      merchant_ref: 'A-17',
    });
  });

  it('start at their own version', () => {
    expect(upgrade('subscription', { version: 2, values: { billing: 'live' } }, {})).toEqual({
      billing: 'live!',
    });
  });

  it('of a kind without an upgrade are not changed', () => {
    expect(upgrade('payment', { version: 1, values: { status: 'succeeded' } }, {})).toEqual({
      status: 'succeeded',
    });
  });
});

it('values of the current version are not changed', () => {
  expect(upgrade('subscription', { version: 3, values: { billing: 'live' } }, { billing: 'other' })).toEqual({
    billing: 'live',
  });
});

it('a withdrawn subject keeps empty values, so that it is published from its beginning', () => {
  expect(upgrade('order', { version: 1, values: {} }, { merchant_ref: 'A-17' })).toEqual({});
});
