import type { ProviderEndpoint } from '@payspool/providers';
import { UsageError } from '../failure.ts';
import { ask, EndpointApiError } from './api-problem.ts';
import { editEnvFile, readEnvFile } from './env-file.ts';
import type { ManagedAccount } from './managed-account.ts';
import { entriesIn, type ListSetting, listSetting, withNewEntry } from './secret-list.ts';
import { isSameAddress, webhookUrl } from './webhook-url.ts';

/** A new endpoint, and where the operator finds what verifies its deliveries. */
export interface Created {
  readonly endpoint: ProviderEndpoint;
  readonly setting: ListSetting;
  /** The env file that has the value. */
  readonly envFile?: string | undefined;
  /** What verifies its deliveries. Absent if it is secret and was written to a file. */
  readonly value?: string;
}

/**
 * Creates an endpoint that gets exactly the event types that Payspool handles. A secret is written into the env file, or returned to be shown
 * once.
 *
 * @throws {UsageError} if an endpoint with this URL exists, or the env file cannot take the secret
 * @throws {EndpointApiError}
 */
export async function createEndpoint(
  managed: ManagedAccount,
  {
    url: given,
    envFile,
    createSecret,
  }: {
    readonly url: string;
    readonly envFile?: string | undefined;
    /** For providers that let the merchant choose the secret. */
    readonly createSecret: () => string;
  },
): Promise<Created> {
  const { account, label } = managed;
  const url = webhookUrl(given, account);
  // Before anything is created, whose secret could then not be kept.
  if (envFile !== undefined) checkEnvFile(managed, envFile);
  const existing = (await ask(managed, 'read', ({ api, access }) => api.list(access))).find((endpoint) =>
    isSameAddress(endpoint.url, url),
  );
  if (existing)
    throw new UsageError(
      `${label}: ${existing.id} already has this URL${existing.isEnabled ? '' : ' and is disabled'}. A second one would bring each event twice. Compare it with \`payspool endpoints check\`, add event types with \`update\`, or change its secret with \`rotate\`. If nobody has its secret, remove it at the provider first`,
    );
  const {
    endpoint,
    setting: key,
    value,
    isSecret,
  } = await ask(managed, 'change', ({ api, access }) => api.create({ url, secret: createSecret() }, access));
  const setting = listSetting(account, key);
  if (envFile === undefined) return { endpoint, setting, value };
  try {
    editEnvFile(envFile, (text) => withNewEntry(text, setting, value));
  } catch (cause) {
    throw await withdrawn(managed, endpoint, cause);
  }
  return { endpoint, setting, envFile, ...(isSecret ? {} : { value }) };
}

function checkEnvFile({ account }: ManagedAccount, envFile: string): void {
  const text = readEnvFile(envFile);
  for (const key of account.provider.fileSettings.verifying ?? []) entriesIn(text, listSetting(account, key));
}

/** Nobody has the secret of an endpoint whose secret could not be written, so it is removed again. */
async function withdrawn(
  { api, access, label }: ManagedAccount,
  { id }: ProviderEndpoint,
  cause: unknown,
): Promise<Error> {
  const why = cause instanceof Error ? cause.message : String(cause);
  const isRemoved =
    api.remove !== undefined &&
    (await api.remove(id, access).then(
      () => true,
      () => false,
    ));
  return new EndpointApiError(
    isRemoved
      ? `${label}: ${why}. The new endpoint ${id} was removed again`
      : `${label}: ${why}. Remove the new endpoint ${id} at the provider: its secret is lost`,
    { cause },
  );
}
