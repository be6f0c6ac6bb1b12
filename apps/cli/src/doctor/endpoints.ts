import { type Accounts, outboundFetch, type ProviderIo } from '@payspool/providers';
import { ConfigError } from '@payspool/runtime';
import { configuredAccounts } from '../configured.ts';
import { EndpointApiError } from '../endpoints/api-problem.ts';
import { compareEndpoints } from '../endpoints/compare-endpoints.ts';
import { isManaged, labelOf, manage, type ManagedAccount } from '../endpoints/managed-account.ts';
import { type Check, type Finding, ok, warning } from './check.ts';

const NAME = 'endpoints';

/** Shorter than the time limit of a check, so that an API that does not answer is named. Milliseconds. */
const ANSWER_MS = 1500;

/** Compares the endpoints at the providers with what Payspool needs, where a key is configured. Reads only. */
export const endpoints: Check = {
  name: NAME,
  run: async ({ env, now }) => {
    const askQuickly: ProviderIo['fetch'] = (request) =>
      outboundFetch({ ...request, timeoutMs: Math.min(request.timeoutMs, ANSWER_MS) });
    try {
      return await endpointFindings(configuredAccounts(env, { requireCredentials: true }), {
        fetch: askQuickly,
        now,
      });
    } catch (error) {
      // The check of the configuration reports it.
      if (error instanceof ConfigError) return [];
      throw error;
    }
  },
};

/** One line for each account or difference. What cannot be compared without a key is one line of information. */
export async function endpointFindings(
  accounts: Accounts,
  io: Pick<ProviderIo, 'fetch' | 'now'>,
): Promise<readonly Finding[]> {
  const all = accounts.all.map((account) => manage(account, io));
  const compared = await Promise.all(all.filter(isManaged).map((managed) => findingsOf(managed, accounts)));
  const uncovered = all.flatMap((one) =>
    isManaged(one) || one.why !== 'no_key' ? [] : [`${labelOf(one.account)} (${one.reason})`],
  );
  const otherMode = all.flatMap((one) =>
    !isManaged(one) && one.why === 'other_mode'
      ? [warning(NAME, `${one.label}: ${one.reason}`, 'use a key of the mode of the account')]
      : [],
  );
  return [
    ...compared.flat(),
    ...otherMode,
    ...(uncovered.length > 0 ? [ok(NAME, `not covered: ${uncovered.join(', ')}`)] : []),
  ];
}

async function findingsOf(managed: ManagedAccount, accounts: Accounts): Promise<readonly Finding[]> {
  const { label, account } = managed;
  try {
    const configured = accounts.of(account.provider.slug);
    const { drift, notes, endpoints: found } = await compareEndpoints(managed, { configured });
    if (drift.length > 0)
      return drift.map((one) =>
        warning(
          NAME,
          `${label}: ${one.endpoint === undefined ? '' : `${one.endpoint}: `}${one.found}`,
          one.remedy,
        ),
      );
    const here = found.filter(({ leads, isEnabled }) => leads === 'here' && isEnabled).map(({ id }) => id);
    return [ok(NAME, [`${label}: ${here.join(', ')}`, ...notes].join('; '))];
  } catch (error) {
    if (!(error instanceof EndpointApiError)) throw error;
    return [
      warning(
        NAME,
        `not compared: ${error.message}`,
        'check the key, its permissions, and the connection to the API',
      ),
    ];
  }
}
