import { describe, expect, it } from 'vitest';
import { settings } from './settings.ts';

const KEY = '7119eab1c51f486a714316150eb4b74f483afa4fff1d70ec7eaba6a9b80e1404';

describe('the settings', () => {
  it('are all optional', () => {
    expect(settings.parse({})).toEqual({ webhookSecrets: [], appPublicKeys: [], currencies: {} });
  });

  it('read currencies from a variable', () => {
    expect(settings.parse({ currencies: ' pc_abc=18, pc_def = 6,' }).currencies).toEqual({
      pc_abc: 18,
      pc_def: 6,
    });
  });

  it('read currencies from a YAML map', () => {
    expect(settings.parse({ currencies: { pc_abc: 18 } }).currencies).toEqual({ pc_abc: 18 });
  });

  it.each(['pc_abc', 'pc_abc=', 'pc_abc=ten', 'pc_abc=1=8', 'pc_abc=37', '=18', 'pc abc=18', 'pc_abc=-1'])(
    'refuse %j as currencies',
    (currencies) => {
      expect(settings.safeParse({ currencies }).success).toBe(false);
    },
  );

  it('read public keys with and without 0x', () => {
    expect(settings.parse({ appPublicKeys: `${KEY},0x${KEY}` }).appPublicKeys).toEqual([KEY, `0x${KEY}`]);
  });

  it.each([KEY.slice(2), `${KEY}00`, 'zNKebnFmktK6boKULXnwsVASBdJPHtoteHdr'])(
    'refuse %s as a public key',
    (key) => {
      expect(settings.safeParse({ appPublicKeys: key }).success).toBe(false);
    },
  );
});
