import { type Env, readConfig } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { ForwardSettings } from '../forward/settings.ts';
import { AlertSettings, refineAlert } from './settings.ts';
import { z } from 'zod';

const schema = z.object({ ...ForwardSettings.shape, ...AlertSettings.shape }).superRefine(refineAlert);
const read = (env: Env) => readConfig(schema, env).alertUrl?.href;

it('ALERT_URL is optional, and must be https', () => {
  expect(read({})).toBeUndefined();
  expect(read({ ALERT_URL: 'https://hooks.example/T1/s3cret' })).toBe('https://hooks.example/T1/s3cret');
});

it('ALERT_URL may be http if private addresses are allowed', () => {
  const env = { ALERT_URL: 'http://chat.internal/s3cret' };
  expect(() => read(env)).toThrow(
    /^ALERT_URL: expected https:\/\/…; http:\/\/ needs FORWARD_ALLOW_PRIVATE=true$/,
  );
  expect(read({ ...env, FORWARD_ALLOW_PRIVATE: 'true' })).toBe('http://chat.internal/s3cret');
});

it.each(['s3cret', 'file:///s3cret', 'https://u:s3cret@hooks.example'])(
  '%j is refused and not quoted',
  (url) => {
    expect(() => read({ ALERT_URL: url })).toThrow(/^ALERT_URL: (?!.*s3cret)/);
  },
);
