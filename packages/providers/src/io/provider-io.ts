import type { ProviderIo } from '../contract/index.ts';
import { createCertificates } from './certificate-fetch.ts';
import { outboundFetch } from './outbound-fetch.ts';

type CertificateOptions = Omit<Parameters<typeof createCertificates>[0], 'fetch' | 'now'>;

/** The world as a process hands it to the providers: one for all, so that certificates and the budget for them are shared. */
export const createProviderIo = (
  now: () => Date = () => new Date(),
  { fetch = outboundFetch, ...options }: CertificateOptions & { readonly fetch?: ProviderIo['fetch'] } = {},
): ProviderIo => ({
  now,
  fetch,
  ...createCertificates({ fetch, now, ...options }),
});
