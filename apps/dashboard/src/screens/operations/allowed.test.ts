import { describe, expect, it } from 'vitest';
import type { User } from '../../access/user.ts';
import { numberToType, rightFor, whyNot } from './allowed.ts';

const operator: User = { name: 'bob', role: 'operator', mayReadBodies: false, scope: 'all', via: 'password' };
const scoped: User = { ...operator, role: 'admin', scope: [{ provider: 'stripe', account: 'eu' }] };

describe('an operation', () => {
  it.each<[string, object, 'live' | 'test', 'operate' | 'administer']>([
    ['retry', { terms: 'status:failed' }, 'live', 'operate'],
    ['replay', { terms: 'status:failed', react: false }, 'live', 'operate'],
    ['replay', { terms: 'status:failed', react: true }, 'live', 'administer'],
    ['replay', { terms: 'status:failed', react: true }, 'test', 'operate'],
    ['rebuild', { order: 'cs_1', react: false }, 'live', 'operate'],
    ['rebuild', { react: false }, 'test', 'administer'],
    ['reconcile', { react: false }, 'live', 'operate'],
    ['react', { action: 'retry', filter: {} }, 'live', 'administer'],
    ['react', { action: 'retry', filter: {} }, 'test', 'operate'],
    ['backfill', { react: [] }, 'test', 'administer'],
    ['erase', { customer: 'cus_1' }, 'test', 'administer'],
  ])('%s %j in %s mode needs the right %s', (kind, params, mode, right) => {
    expect(rightFor({ kind, params, isRehearsal: false }, mode)).toBe(right);
  });

  it('is rehearsed by operators, unless it imports or erases', () => {
    expect(rightFor({ kind: 'rebuild', params: { react: false }, isRehearsal: true }, 'live')).toBe(
      'operate',
    );
    expect(rightFor({ kind: 'erase', params: {}, isRehearsal: true }, 'live')).toBe('administer');
    const erase = { kind: 'erase', params: {}, isRehearsal: true };
    expect(whyNot(erase, operator, 'live')).toBe(
      'Your account has the role "operator", which does not include this.',
    );
  });

  it('of a user with some accounts is only about these', () => {
    const ask = (kind: string, params: object) => whyNot({ kind, params, isRehearsal: true }, scoped, 'test');
    expect(ask('replay', { terms: 'status:failed', react: false })).toBeUndefined();
    expect(ask('rebuild', { react: false })).toMatch(/Name the provider/);
    expect(ask('rebuild', { react: false, order: 'o', provider: 'stripe', account: 'us' })).toMatch(
      /stripe\/us/,
    );
    expect(ask('rebuild', { react: false, order: 'o', provider: 'stripe', account: 'eu' })).toBeUndefined();
    expect(ask('react', { action: 'disable', filter: { consumer: 'x' } })).toMatch(/every account/);
  });

  it('is confirmed by its number if there are many in live mode, or if consumers see it', () => {
    const quiet = { id: 7n, kind: 'replay', params: { react: false } };
    expect(numberToType({ ...quiet, total: 100n }, 'live')).toBeUndefined();
    expect(numberToType({ ...quiet, total: 101n }, 'live')).toBe(101n);
    expect(numberToType({ ...quiet, total: 101n }, 'test')).toBeUndefined();
    expect(numberToType({ ...quiet, params: { react: true }, total: 3n }, 'test')).toBe(3n);
    expect(numberToType({ id: 7n, kind: 'react', params: { action: 'retry' }, total: null }, 'test')).toBe(
      7n,
    );
    expect(
      numberToType({ id: 7n, kind: 'react', params: { action: 'skip' }, total: 2n }, 'test'),
    ).toBeUndefined();
  });
});
