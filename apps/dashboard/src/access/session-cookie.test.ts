import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionIdOf, wouldDropCookie } from './session-cookie.ts';

const id = 'a'.repeat(43);
const remote = { host: 'pay.example' };
const local = { host: '127.0.0.1:3002' };

describe('the cookie of a session', () => {
  it('is bound to the host and to TLS, except on this machine', () => {
    expect(sessionCookie(remote, id)).toBe(`__Host-payspool=${id}; Path=/; HttpOnly; SameSite=Lax; Secure`);
    expect(sessionCookie(local, id)).toBe(`payspool=${id}; Path=/; HttpOnly; SameSite=Lax`);
    expect(sessionCookie({ host: 'localhost' }, undefined)).toContain('payspool=; Path=/');
    expect(sessionCookie(remote, undefined)).toContain('Max-Age=0');
  });

  it('is read under the name that belongs to the address, and only if it can be an id', () => {
    expect(sessionIdOf({ ...remote, cookie: `a=b; __Host-payspool=${id}` })).toBe(id);
    expect(sessionIdOf({ ...remote, cookie: `payspool=${id}` })).toBeUndefined();
    expect(sessionIdOf({ ...local, cookie: `payspool=${id}` })).toBe(id);
    expect(sessionIdOf({ host: '[::1]:3002', cookie: `payspool=${id}` })).toBe(id);
    expect(sessionIdOf({ host: '127.0.0.1.evil.example', cookie: `payspool=${id}` })).toBeUndefined();
    expect(sessionIdOf({ ...local, cookie: 'payspool=short' })).toBeUndefined();
    expect(sessionIdOf(local)).toBeUndefined();
  });

  it('would be dropped over plain HTTP from elsewhere', () => {
    expect(wouldDropCookie({ ...remote, origin: 'http://pay.example' })).toBe(true);
    expect(wouldDropCookie({ ...remote, origin: 'https://pay.example' })).toBe(false);
    expect(wouldDropCookie({ ...local, origin: 'http://127.0.0.1:3002' })).toBe(false);
  });
});
