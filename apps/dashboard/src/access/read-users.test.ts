import { describe, expect, it } from 'vitest';
import { readGroups, readUsers } from './read-users.ts';

const HASH = `scrypt.10.8.1.${'a'.repeat(22)}.${'b'.repeat(43)}`;

describe('readUsers', () => {
  it('reads names with their role, the right to bodies, and their accounts', () => {
    expect(readUsers(`ada:admin+bodies:${HASH}, bob:operator@stripe/*@paypal/eu:${HASH},`)).toEqual([
      { name: 'ada', role: 'admin', mayReadBodies: true, scope: 'all', passwordHash: HASH },
      {
        name: 'bob',
        role: 'operator',
        mayReadBodies: false,
        scope: [{ provider: 'stripe' }, { provider: 'paypal', account: 'eu' }],
        passwordHash: HASH,
      },
    ]);
  });

  it.each([
    [`ada:admin:${HASH},ada:viewer:${HASH}`, 'occurs twice'],
    [`ada:root:${HASH}`, 'user 1: expected the role viewer, operator, admin'],
    [`ada:viewer:${HASH},bob:admin+body:${HASH}`, 'user 2: after the role expected +bodies'],
    [`ada:viewer@stripe:${HASH}`, 'user 1: after @ expected provider/account'],
    ['ada:viewer:secret', 'user 1: the third part is not a hash'],
    [`:viewer:${HASH}`, 'user 1: expected name:role:hash'],
    [`ada:viewer:${HASH}:x`, 'user 1: expected name:role:hash'],
  ])('refuses %s', (text, problem) => {
    expect(() => readUsers(text)).toThrow(problem);
  });
});

describe('readGroups', () => {
  it('reads groups, and the one of everybody', () => {
    expect(readGroups('cn=ops:operator,*:viewer@stripe/*')).toEqual(
      new Map([
        ['cn=ops', { role: 'operator', mayReadBodies: false, scope: 'all' }],
        ['*', { role: 'viewer', mayReadBodies: false, scope: [{ provider: 'stripe' }] }],
      ]),
    );
    expect(() => readGroups('viewer')).toThrow('group 1: expected group:role');
  });
});
