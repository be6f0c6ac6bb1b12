import {
  findProvider,
  type Fit,
  type Provider,
  providers,
  recognise,
  signatureHeaders,
} from '@payspool/providers';
import { UsageError } from '../failure.ts';
import type { Judgement } from './judge.ts';
import type { Question } from './settings-of.ts';

/** The value of `--provider` that asks for the provider to be recognised. */
export const AUTO = 'auto';

export interface Choice {
  readonly provider: Provider;
  /** By what it was chosen, for the output. */
  readonly by: string;
}

/**
 * Chooses the provider of a delivery. If several fit, one is chosen only for a reason that the output states: the path names it, or it is
 * the only one whose settings verify the delivery, or the only one that has settings here.
 *
 * @param judge throws a `UsageError` if there is nothing to verify with
 * @throws {UsageError} if none fits, or several fit equally: the fitting ones, and how to choose
 */
export async function chooseProvider(
  question: Question,
  judge: (provider: Provider) => Promise<Judgement>,
): Promise<Choice> {
  const fits = recognise(question, providers);
  if (fits.length === 0) throw unrecognised();
  const named = slugIn(question.path);
  const inPath = fits.find(({ provider }) => provider.slug === named);
  if (inPath) return { ...inPath, by: `${inPath.by}, and by the path` };
  const [only, ...others] = fits;
  if (only && others.length === 0)
    return findProvider(named ?? '') ? { ...only, by: `${only.by}, although the path names ${named}` } : only;

  const tried: Tried[] = [];
  for (const fit of fits) tried.push(await tryOne(fit, judge));
  const proven = tried.filter(({ judgement }) => judgement?.authentic);
  const usable = tried.filter(({ judgement }) => judgement !== undefined);
  const slugs = fits.map(({ provider }) => provider.slug).join(', ');
  const [first] = proven.length > 0 ? proven : usable;
  if (first && (proven.length === 1 || (proven.length === 0 && usable.length === 1))) {
    const { provider, by } = first.fit;
    const why = proven.length === 1 ? 'verifies it' : 'has settings here';
    return { provider, by: `${by}; of those that fit (${slugs}) it is the only one that ${why}` };
  }
  throw new UsageError(
    `the delivery fits several providers: ${slugs}`,
    ...tried.map(({ fit, found }) => `${fit.provider.slug}, by ${fit.by}: ${found}`),
    'choose the one at which the endpoint is registered, with --provider, or with --path /webhooks/<provider> as it was posted',
  );
}

interface Tried {
  readonly fit: Fit;
  /** Absent if there is nothing to verify with. */
  readonly judgement?: Judgement;
  /** The result in words. */
  readonly found: string;
}

async function tryOne(fit: Fit, judge: (provider: Provider) => Promise<Judgement>): Promise<Tried> {
  try {
    const judgement = await judge(fit.provider);
    const found = judgement.authentic ? 'authentic' : `invalid (${judgement.code}): ${judgement.reason}`;
    return { fit, judgement, found };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { fit, found: error.problems.join('; ') };
  }
}

/** The provider in a path of ingest: `stripe` of `/webhooks/stripe/shop`. */
const slugIn = (path: string | undefined): string | undefined =>
  /^\/webhooks\/([a-z]+)(?=[/?]|$)/.exec(path ?? '')?.[1];

function unrecognised(): UsageError {
  const bodies = providers.flatMap(({ slug, recognises: { body } }) =>
    body ? [`${slug}: ${body.has}`] : [],
  );
  return new UsageError(
    'no provider is recognised: the delivery has none of the signature headers that are known, and its body has no form that is known',
    `the signature headers: ${signatureHeaders(providers)
      .map(([name, slugs]) => `${name} (${slugs.join(', ')})`)
      .join(', ')}`,
    `the bodies without a signature header: ${bodies.join('; ')}`,
    'save every header of the request, or name the provider with --provider',
  );
}
