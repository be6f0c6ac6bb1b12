import type { EndpointComparison, ListedEndpoint } from './compare-endpoints.ts';
import type { Created } from './create-endpoint.ts';
import type { ManagedAccount } from './managed-account.ts';

/** One endpoint in a line: `we_1  enabled  https://…  44 event types  leads here`. */
export function describeEndpoint({
  id,
  url,
  isEnabled,
  eventTypes,
  apiVersion,
  leads,
}: ListedEndpoint): string {
  const types = eventTypes === 'all' ? 'all event types' : `${eventTypes.length} event types`;
  const version = apiVersion === undefined ? [] : [`version ${apiVersion}`];
  const where = { here: 'leads here', unknown: 'leads to no account', elsewhere: 'of another program' };
  const words = leads === 'to another account' ? `leads ${leads}` : where[leads];
  return [id, isEnabled ? 'enabled' : 'disabled', url, types, ...version, words].map(printable).join('  ');
}

/** Texts of a provider's account, without characters that a terminal would execute. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Prints the drift of an account, or that there is none. */
export function printComparison({ account, endpoints, drift, notes }: EndpointComparison): void {
  const here = endpoints.filter(({ leads, isEnabled }) => leads === 'here' && isEnabled).map(({ id }) => id);
  if (drift.length === 0) console.log(printable(`${account}  ok: ${here.join(', ')}`));
  for (const { endpoint, found, remedy } of drift)
    console.log(
      printable(`${account}  ${endpoint === undefined ? '' : `${endpoint}: `}${found}  → ${remedy}`),
    );
  for (const note of notes) console.log(printable(`${account}  note: ${note}`));
}

/** A new endpoint for `--json`. */
export const createdJson = ({ label }: ManagedAccount, { endpoint, setting, envFile, value }: Created) => ({
  account: label,
  endpoint: endpoint.id,
  url: endpoint.url,
  variable: setting.variable,
  ...(envFile === undefined ? {} : { writtenTo: envFile }),
  ...(value === undefined ? {} : { value }),
});

/** Prints a new endpoint, and its secret if it was not written to a file. */
export function printCreated(
  { label, account }: ManagedAccount,
  { endpoint, setting, envFile, value }: Created,
): void {
  const { variable, isSecret, key, configured } = setting;
  const what = isSecret ? 'secret' : 'id';
  const where = account.name === 'default' ? variable : `${key} of ${account.name} in ENDPOINTS_FILE`;
  const others = configured.some((entry) => entry !== value);
  console.log(`${label}  created ${printable(endpoint.id)} for ${printable(endpoint.url)}`);
  if (envFile !== undefined) console.log(`${variable} in ${envFile} has its ${what} first`);
  else {
    if (isSecret) console.log('Its secret is shown only now:');
    console.log(value);
  }
  const written =
    envFile === undefined || where !== variable
      ? [`write it into ${where}${others ? ', before the others' : ''}`]
      : [];
  console.log(
    `Next: ${[...written, 'restart ingest'].join(', and ')}. Until then ingest refuses the deliveries of this endpoint, and the provider retries them.`,
  );
}
