import { ApiRefusedError, ThrottledError, UnavailableError } from '@payspool/providers';
import { type ManagedAccount, settingName } from './managed-account.ts';

/** The provider's API did not do what the command asked for. The message is enough for the operator. */
export class EndpointApiError extends Error {
  readonly code = 'provider_api';
  override readonly name = 'EndpointApiError';
}

/** What a call does. A key may be allowed to read but not to change. */
type Doing = 'read' | 'change';

/**
 * Calls the API for one account.
 *
 * @throws {EndpointApiError} with a sentence for the operator. It names the missing permission, and quotes no key.
 */
export async function ask<Result>(
  managed: ManagedAccount,
  doing: Doing,
  call: (managed: ManagedAccount) => Promise<Result>,
): Promise<Result> {
  try {
    return await call(managed);
  } catch (cause) {
    const sentence = sentenceFor(cause, managed, doing);
    if (sentence === undefined) throw cause;
    throw new EndpointApiError(`${managed.label}: ${sentence}`, { cause });
  }
}

function sentenceFor(error: unknown, managed: ManagedAccount, doing: Doing): string | undefined {
  if (error instanceof ThrottledError) return `${error.message}: ${later(error)}`;
  if (error instanceof UnavailableError) return `${error.message}: try again later`;
  if (!(error instanceof ApiRefusedError)) return undefined;
  const { account, api } = managed;
  const key = settingName(account, account.provider.reads?.setting ?? 'apiKey');
  const code = error.code === undefined ? '' : `, ${error.code}`;
  const needed = api.permission?.[doing];
  switch (error.status) {
    case 0:
      return error.message;
    case 401:
      return `${account.provider.title} does not accept ${key} (401${code}): it is wrong, was revoked, or belongs to another environment`;
    case 403:
      return `${key} has no permission to ${doing} webhook endpoints (403${code})${needed === undefined ? '' : `: it needs ${needed}`}`;
    default:
      return `${error.message}${error.code === undefined ? '' : ` (${error.code})`}`;
  }
}

const later = ({ retryAfterMs }: UnavailableError): string =>
  retryAfterMs === undefined
    ? 'try again later'
    : `try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s`;
