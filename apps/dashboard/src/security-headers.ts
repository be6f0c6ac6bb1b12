import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * The dashboard loads only its own files: no script from elsewhere, no inline script, no `eval`. Bull Board's pages use inline
 * styles, and its worker for highlighting is a separate file.
 */
export const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Only for this host: the dashboard does not decide about other hosts of the same domain.
  strictTransportSecurity: { includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
  // With a stricter value, some browsers would omit the `Origin` that distinguishes the dashboard's own requests.
  referrerPolicy: { policy: 'same-origin' },
} satisfies FastifyHelmetOptions;
