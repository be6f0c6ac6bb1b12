import {
  type AuthenticDelivery,
  type Mode,
  type Provider,
  UnavailableError,
  UnusableEventError,
} from '@payspool/providers';
import type { Settings } from './settings-of.ts';

/** What a worker would ask the provider's API for. Nothing is sent. */
export type AskedOfApi =
  | {
      /** The first request: `GET https://api.example/payments/PM1`. Its answer may lead to others. */
      readonly request: string;
    }
  | {
      /** Why it cannot ask. */
      readonly cannotAsk: string;
    };

/** The first request of a confirmation. It is stopped before it is sent. */
export async function askedOfApi(
  hint: AuthenticDelivery,
  {
    provider,
    settings,
    mode,
  }: { readonly provider: Provider; readonly settings: Settings; readonly mode: Mode },
): Promise<AskedOfApi | undefined> {
  let request: string | undefined;
  const stop = () => Promise.reject(new UnavailableError('verify sends no request'));
  const io = {
    now: () => hint.receivedAt ?? new Date(0),
    fetch: ({ method, url }: { readonly method: string; readonly url: URL }) => {
      request ??= `${method} ${url.href}`;
      return stop();
    },
    fetchCertificate: stop,
  };
  try {
    await provider.confirm?.(hint, { settings, mode, io });
  } catch (error) {
    if (error instanceof UnusableEventError) return { cannotAsk: error.message };
    if (!(error instanceof UnavailableError)) throw error;
  }
  return request === undefined ? undefined : { request };
}
