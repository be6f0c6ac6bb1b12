import { adviceAfter, type Provider } from '@payspool/providers';
import type { Judgement } from './judge.ts';
import type { Question } from './settings-of.ts';

type Refusing = Extract<Judgement, { authentic: false }>;

/** What to do about a refusal: the advice that ingest records too, and more where a command line can say more. */
export function remedyFor(refusing: Refusing, provider: Provider, { path }: Pick<Question, 'path'>): string {
  const { code } = refusing;
  if ('cause' in refusing)
    return 'The secret is right. Save the body byte for byte, and verify it before anything parses it.';
  if (code === 'unavailable')
    return provider.downloadsCertificates
      ? 'Try again, or give the signing certificate with --cert.'
      : 'Try again.';
  if (code === 'token_mismatch' && path === undefined && provider.route === 'token')
    return `Give --path with the path to which it was posted, /webhooks/${provider.slug}/<token>.`;
  return adviceAfter(code, provider);
}
