import type { Provider, Refusal } from '../contract/index.ts';
import { variableName } from './settings-from-env.ts';

/** The setting of every provider whose `route` is `token`. */
const PATH_TOKEN = 'pathToken';

/** The settings that verify deliveries, as variables: `STRIPE_WEBHOOK_SECRETS`. */
export const verifyingVariables = ({
  slug,
  route,
  fileSettings,
}: Pick<Provider, 'slug' | 'route' | 'fileSettings'>): readonly string[] =>
  [...(fileSettings.verifying ?? []), ...(route === 'token' ? [PATH_TOKEN] : [])].map((key) =>
    variableName(slug, key),
  );

/** What to do about a refusal, in one or two sentences: the provider's own advice, otherwise the general one. */
export const adviceAfter = (code: Refusal, provider: Provider): string =>
  provider.remedies?.[code] ?? generalAdvice(code, provider);

function generalAdvice(code: Refusal, provider: Provider): string {
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
      return `${variableName(slug, PATH_TOKEN)} must be the last segment of the path, and of the webhook URL at ${title}.`;
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

/** Why a delivery was refused, and what to do: the sentences of `payspool verify`. */
export const explainRefused = (reason: string, advice: string): string =>
  `${reason.replace(/\.$/, '')}. ${advice}`;
