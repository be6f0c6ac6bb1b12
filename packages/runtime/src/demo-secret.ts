import type { z } from 'zod';

/** The mark in every secret of ops/compose/demo-secrets; a certificate has it in its names, a key in hexadecimal digits in its bytes. */
const MARK = /payspool[-_ ]?demo/i;
const HEX = /^[0-9A-F]+$/i;
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
const REFUSED = 'contains a public demo secret; live mode requires a secret of your own';

/** One sentence for each setting with a public demo secret. With it anybody could sign for a live account, or see its payments. */
export const demoSecretProblems = (
  settings: Readonly<Record<string, unknown>>,
  nameOf: (key: string) => string,
): string[] => demoSettings(settings).map((key) => `${nameOf(key)}: ${REFUSED}`);

/** The same for an app's own settings, such as the password in a URL, as a refinement of their schema. Demo secrets are allowed in test mode. */
export function refuseDemoSecrets(
  config: Readonly<Record<string, unknown>> & { readonly payspoolMode?: 'live' | 'test' },
  context: z.RefinementCtx,
): void {
  if (config.payspoolMode === 'test') return;
  for (const key of demoSettings(config))
    context.addIssue({ code: 'custom', path: [key], message: REFUSED, input: undefined });
}

/** Names of the settings that contain one of the secrets that are committed so that `docker compose up` works at once. */
const demoSettings = (settings: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(settings).filter((key) =>
    [settings[key]].flat().some((entry) => typeof entry === 'string' && isDemoSecret(entry)),
  );

const isDemoSecret = (text: string): boolean =>
  MARK.test(text) ||
  (HEX.test(text) && MARK.test(Buffer.from(text, 'hex').toString('latin1'))) ||
  [...text.matchAll(PEM_BLOCK)].some(([, base64 = '']) =>
    MARK.test(Buffer.from(base64, 'base64').toString('latin1')),
  );
