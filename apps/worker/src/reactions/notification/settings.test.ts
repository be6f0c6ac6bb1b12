import { type Env, readConfig } from '@payspool/runtime';
import { describe, expect, it } from 'vitest';
import { NotificationSettings, refineNotification } from './settings.ts';

const schema = NotificationSettings.superRefine(refineNotification);
const read = (env: Env) => readConfig(schema, env);
const SMTP_URL = 'smtps://user:pa55@mail.example:465';
const NOTIFY_FROM = 'billing@shop.example';

describe('the settings of mails', () => {
  it('must both be set, or neither', () => {
    expect(read({})).toEqual({});
    expect(read({ SMTP_URL, NOTIFY_FROM })).toEqual({
      smtpUrl: SMTP_URL,
      notifyFrom: { name: '', address: NOTIFY_FROM },
    });
    expect(() => read({ SMTP_URL })).toThrow(/^NOTIFY_FROM: SMTP_URL and NOTIFY_FROM must be set together$/);
    expect(() => read({ NOTIFY_FROM })).toThrow(/^SMTP_URL: SMTP_URL and NOTIFY_FROM must be set together$/);
  });

  it.each([
    ['Shop <billing@shop.example>', 'Shop'],
    ['"Shop, Inc." <billing@shop.example>', 'Shop, Inc.'],
  ])('%s is accepted with that sender name', (text, name) => {
    expect(read({ SMTP_URL, NOTIFY_FROM: text }).notifyFrom).toEqual({ name, address: NOTIFY_FROM });
  });

  it.each(['Shop', 'a@shop.example, b@shop.example', 'Shop <billing>', '<>'])(
    '%j is refused as a sender',
    (text) => {
      expect(() => read({ SMTP_URL, NOTIFY_FROM: text })).toThrow(/^NOTIFY_FROM: expected one mail address$/);
    },
  );

  it.each(['mail.example:25', 'https://user:pa55@mail.example', 'smtp://', 'smtp:pa55'])(
    '%j is refused as a mail server, and not quoted',
    (url) => {
      expect(() => read({ SMTP_URL: url, NOTIFY_FROM })).toThrow(
        /^SMTP_URL: expected smtp:\/\/… or smtps:\/\/…$/,
      );
    },
  );
});
