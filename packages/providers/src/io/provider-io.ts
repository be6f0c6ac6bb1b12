import type { ProviderIo } from '../contract/index.ts';
import { createCertificateFetch } from './certificate-fetch.ts';
import { outboundFetch } from './outbound-fetch.ts';

/** The world as a process hands it to the providers: one for all, so that certificates and the budget for them are shared. */
export const createProviderIo = (now: () => Date = () => new Date()): ProviderIo => ({
  now,
  fetch: outboundFetch,
  fetchCertificate: createCertificateFetch({ fetch: outboundFetch, now }),
});
