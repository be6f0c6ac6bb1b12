import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PrivateAddressError, publicOnly } from './guarded-connector.ts';

const answering =
  (...answers: string[][]): LookupFunction =>
  (_hostname, _options, callback) => {
    const addresses = answers.shift() ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

const look = (lookup: LookupFunction, options: { readonly all?: boolean } = { all: true }) =>
  new Promise<string | LookupAddress[]>((resolve, reject) => {
    lookup('crm.test', options, (error, answer) => (error ? reject(error) : resolve(answer)));
  });

describe('the lookup of a connection', () => {
  it('returns only the public addresses', async () => {
    const lookup = publicOnly(answering(['127.0.0.1', '8.8.8.8', '::1', '2606:4700:4700::1111']));
    expect(await look(lookup)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700:4700::1111', family: 6 },
    ]);
  });

  it('returns the first of them if one address is requested', async () => {
    expect(await look(publicOnly(answering(['10.0.0.1', '8.8.8.8'])), {})).toBe('8.8.8.8');
  });

  it('refuses a name that resolves to another address the second time', async () => {
    const lookup = publicOnly(answering(['8.8.8.8'], ['169.254.169.254']));
    await look(lookup);
    await expect(look(lookup)).rejects.toThrow(PrivateAddressError);
  });

  it('refuses a name without addresses', async () => {
    await expect(look(publicOnly(answering([])))).rejects.toThrow(PrivateAddressError);
  });

  it('passes on the error for an unknown name', async () => {
    const failing: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    await expect(look(publicOnly(failing))).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
