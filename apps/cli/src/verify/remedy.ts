import { type Provider, type Refusal, variableName } from '@payspool/providers';
import type { Judgement } from './judge.ts';
import { type Question, verifyingVariables } from './settings-of.ts';

type Refusing = Extract<Judgement, { authentic: false }>;

/** What to do about a refusal: the provider's own advice, otherwise the general one. */
export function remedyFor(refusing: Refusing, provider: Provider, question: Pick<Question, 'path'>): string {
  const { code } = refusing;
  if ('cause' in refusing)
    return 'The secret is right. Save the body byte for byte, and verify it before anything parses it.';
  if (code === 'unavailable')
    return provider.downloadsCertificates
      ? 'Try again, or give the signing certificate with --cert.'
      : 'Try again.';
  return provider.remedies?.[code] ?? generalRemedy(code, provider, question);
}

function generalRemedy(code: Refusal, provider: Provider, { path }: Pick<Question, 'path'>): string {
  const { slug, title } = provider;
  switch (code) {
    case 'signature_missing':
      return `Save every header of the request as it arrived: a proxy may have removed one. Otherwise the sender is not ${title}.`;
    case 'signature_malformed':
      return `The sender is not ${title}, or a proxy changed the header. Compare it with what ${title} sent.`;
    case 'signature_mismatch':
      return `Compare ${verifyingVariables(provider).join(' and ')} with the secret of exactly this endpoint at ${title}; live and test have one each. Save the body byte for byte: a proxy, a framework or an editor may have changed it.`;
    case 'timestamp_stale':
    case 'timestamp_future':
      return 'To examine a delivery that was saved earlier, give the time of its arrival with --at. Otherwise correct the clock of this machine.';
    case 'token_mismatch':
      return path === undefined
        ? `Give --path with the path to which it was posted, /webhooks/${slug}/<token>.`
        : `${variableName(slug, 'pathToken')} must be the last segment of the path, and of the webhook URL at ${title}.`;
    case 'algorithm_unsupported':
      return `The sender is not ${title}, or ${title} has a new scheme: look for a newer release of Payspool.`;
    case 'certificate_url_refused':
    case 'certificate_untrusted':
    case 'certificate_expired':
    case 'certificate_unknown':
    case 'simulator_refused':
      return `The sender is not ${title}, or the settings do not allow it: see the settings of ${title}.`;
  }
}
