import type { Account, EndpointApi, ProviderEndpoint } from '@payspool/providers';
import { ask } from './api-problem.ts';
import type { ManagedAccount } from './managed-account.ts';
import { isSameAddress, leadsTo, looksLikeOurs, pathOfAccount } from './webhook-url.ts';

/** A difference between an endpoint at the provider and what Payspool needs. */
interface EndpointDrift {
  readonly kind: 'none' | 'disabled' | 'missing_types' | 'all_types' | 'api_version' | 'unknown_url';
  /** The provider's id of the endpoint; absent if there is none. */
  readonly endpoint?: string;
  readonly found: string;
  readonly remedy: string;
}

/** An endpoint at the provider. `leads_here`: to this account. `unknown`: to Payspool, but to no configured account. `elsewhere`: to another program. */
export interface ListedEndpoint extends ProviderEndpoint {
  readonly leads: 'here' | 'to another account' | 'unknown' | 'elsewhere';
}

export interface EndpointComparison {
  readonly account: string;
  readonly endpoints: readonly ListedEndpoint[];
  readonly drift: readonly EndpointDrift[];
  /** What an operator should know, though nothing has to be done. */
  readonly notes: readonly string[];
}

/** Reads the endpoints of an account and says where each one leads. `configured` are all accounts of the provider. */
export async function listEndpoints(
  managed: ManagedAccount,
  configured: readonly Account[],
): Promise<readonly ListedEndpoint[]> {
  const found = await ask(managed, 'read', ({ api, access }) => api.list(access));
  return found.map((endpoint) => ({
    ...endpoint,
    leads: whereTo(endpoint.url, managed.account, configured),
  }));
}

function whereTo(url: string, account: Account, configured: readonly Account[]): ListedEndpoint['leads'] {
  if (leadsTo(url, account)) return 'here';
  if (configured.some((other) => leadsTo(url, other))) return 'to another account';
  return looksLikeOurs(url, account.provider.slug) ? 'unknown' : 'elsewhere';
}

/** Compares the endpoints of an account with what Payspool needs. Reads only. `url` is the one that must exist, if it is known. */
export async function compareEndpoints(
  managed: ManagedAccount,
  { configured, url }: { readonly configured: readonly Account[]; readonly url?: string | undefined },
): Promise<EndpointComparison> {
  const endpoints = await listEndpoints(managed, configured);
  const version = await ask(managed, 'read', async ({ api, access }) => api.accountVersion?.(access));
  return { account: managed.label, endpoints, ...judge(managed, { endpoints, version, url }) };
}

/** The drift of the endpoints that lead here, or should. */
function judge(
  {
    account,
    api,
  }: Pick<ManagedAccount, 'account'> & { readonly api: Pick<EndpointApi<never>, 'eventTypes'> },
  {
    endpoints,
    version,
    url,
  }: {
    readonly endpoints: readonly ListedEndpoint[];
    /** The account's version of the API. */
    readonly version?: string | undefined;
    readonly url?: string | undefined;
  },
): Pick<EndpointComparison, 'drift' | 'notes'> {
  const drift: EndpointDrift[] = [];
  const notes: string[] = [];
  const select = `--provider ${account.provider.slug}${account.name === 'default' ? '' : ` --account ${account.name}`}`;
  const here = endpoints.filter(({ leads }) => leads === 'here');
  if (!here.some((endpoint) => url === undefined || isSameAddress(endpoint.url, url)))
    drift.push({
      kind: 'none',
      found: `no endpoint leads to ${url ?? `…${pathOfAccount(account)}`}`,
      remedy: `run \`payspool endpoints create ${select} --url <address of ingest>\``,
    });
  for (const endpoint of endpoints) {
    const { id: about, leads } = endpoint;
    if (leads === 'unknown')
      drift.push({
        kind: 'unknown_url',
        endpoint: about,
        found: `its URL leads to no configured account: ingest answers 404`,
        remedy: 'correct the URL at the provider, remove the endpoint, or configure the account',
      });
    if (leads !== 'here') continue;
    const twin = here.find(
      (other) => other.id !== about && other.isEnabled && isSameAddress(other.url, endpoint.url),
    );
    if (!endpoint.isEnabled && twin) {
      notes.push(
        `${about} is disabled, and ${twin.id} has the same URL: if a rotation is running, continue it; otherwise remove ${about} at the provider`,
      );
      continue;
    }
    if (endpoint.isEnabled && twin && about < twin.id)
      notes.push(
        `${about} and ${twin.id} have the same URL, so each event comes twice, which is harmless: a rotation is running, or one of them is for connected accounts; otherwise remove one`,
      );
    drift.push(...driftOf(endpoint, { eventTypes: api.eventTypes, version, select }));
  }
  return { drift, notes };
}

function driftOf(
  { id, isEnabled, eventTypes: subscribed, apiVersion }: ProviderEndpoint,
  {
    eventTypes,
    version,
    select,
  }: {
    readonly eventTypes: readonly string[];
    readonly version: string | undefined;
    readonly select: string;
  },
): EndpointDrift[] {
  const drift: EndpointDrift[] = [];
  const missing = missingTypes({ eventTypes: subscribed }, eventTypes);
  if (!isEnabled)
    drift.push({
      kind: 'disabled',
      endpoint: id,
      found:
        'it is disabled: the provider sends nothing to it, and does not send later what happens meanwhile',
      remedy: 'repair what made it fail, and enable it at the provider',
    });
  if (subscribed === 'all')
    drift.push({
      kind: 'all_types',
      endpoint: id,
      found: `it subscribes to all event types instead of the ${eventTypes.length} that Payspool handles: the others are recorded as ignored`,
      remedy: `select the handled types at the provider (docs/deploy.md lists them)`,
    });
  else if (missing.length > 0)
    drift.push({
      kind: 'missing_types',
      endpoint: id,
      found: `it lacks ${missing.length} event type${missing.length === 1 ? '' : 's'}: ${missing.join(', ')}`,
      remedy: `run \`payspool endpoints update ${select}\``,
    });
  if (version !== undefined && apiVersion !== undefined && apiVersion !== version)
    drift.push({
      kind: 'api_version',
      endpoint: id,
      found: `its API version is ${apiVersion}, and the account's is ${version}: a delivery and the same event read from the API have different shapes`,
      remedy: `run \`payspool endpoints rotate ${select}\`: the version of an existing endpoint cannot be changed`,
    });
  return drift;
}

/** The handled types that an endpoint does not subscribe to. */
export const missingTypes = (
  { eventTypes: subscribed }: Pick<ProviderEndpoint, 'eventTypes'>,
  handled: readonly string[],
): readonly string[] => (subscribed === 'all' ? [] : handled.filter((type) => !subscribed.includes(type)));
