import type { ProviderIo } from '../contract/index.ts';
import { createCertificates } from './certificate-fetch.ts';
import { outboundFetch } from './outbound-fetch.ts';

type CertificateOptions = Omit<Parameters<typeof createCertificates>[0], 'fetch' | 'now'>;

/** The external resources of a process for all its providers, so that certificates and their budget are shared. */
export const createProviderIo = (
  now: () => Date = () => new Date(),
  { fetch = outboundFetch, ...options }: CertificateOptions & { readonly fetch?: ProviderIo['fetch'] } = {},
): ProviderIo => ({
  now,
  fetch,
  ...createCertificates({ fetch, now, ...options }),
});
