import type { Reader } from '@payspool/db/reader';
import { describe, expect, it } from 'vitest';
import { readUsers } from '../access/read-users.ts';
import { hasRight, type Right, ROLES } from '../access/user.ts';
import { asOperator, serverUnderTest } from '../server-under-test.ts';
import { SCREENS } from './index.ts';

/** What needs no user, or is the same for every user. Bull Board has a list of its own, and assets are files. */
const WITHOUT_RIGHT = ['GET /healthz', 'GET /readyz', 'GET /login', 'POST /login', 'POST /logout'];
const ELSEWHERE = /^\w+ \/(?:queues|assets)\b/;

const declared = SCREENS.flatMap(({ routes }) => routes);

describe('the routes', () => {
  it('are those of the screens, which name a right for each, and a few that need none', async () => {
    const app = serverUnderTest();
    const served = new Set<string>();
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') served.add(`${each} ${url}`);
    });
    await app.ready();
    const known = [...WITHOUT_RIGHT, ...declared.map(({ method, path }) => `${method} ${path}`)];
    expect([...served].filter((route) => !ELSEWHERE.test(route)).toSorted()).toEqual(known.toSorted());
  });

  it('that change something need more than the right to read', () => {
    const changing = declared.filter(({ method, right }) => method === 'POST' && right === 'read');
    expect(changing.map(({ path }) => path)).toEqual([]);
  });

  it('are refused to a user without the right, before they do anything', async () => {
    const users = readUsers(`eve:viewer:scrypt.10.8.1.${'a'.repeat(22)}.${'b'.repeat(43)}`);
    const asked: string[] = [];
    const reader: Reader = { query: async ({ text }) => (asked.push(text), []) };
    const app = serverUnderTest({ login: { users }, reader });
    for (const { method, path, right } of declared.filter((route) => route.right !== 'read')) {
      const url = path.replaceAll(/:\w+/g, '1');
      const { statusCode } = await app.inject(asOperator({ method, url }));
      expect([right, method, path, statusCode]).toEqual([right, method, path, 403]);
    }
    expect(asked.filter((text) => !text.includes('INSERT INTO audit'))).toEqual([]);
  });
});

describe('a role', () => {
  it.each([
    ['viewer', ['read']],
    ['operator', ['read', 'operate']],
    ['admin', ['read', 'operate', 'administer']],
  ] as const)('%s has the rights %j', (role, rights) => {
    const all: readonly Right[] = ['read', 'operate', 'administer', 'bodies'];
    expect(all.filter((right) => hasRight({ role, mayReadBodies: false }, right))).toEqual(rights);
    expect(hasRight({ role, mayReadBodies: true }, 'bodies')).toBe(true);
    expect(ROLES).toContain(role);
  });
});
