import type { FastifyHelmetOptions } from '@fastify/helmet';

/** The dashboard's pages load only its own files, run no inline script, and give no text to the browser's parsers. */
export const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
  },
  // Only for this host: the dashboard does not decide about other hosts of the same domain.
  strictTransportSecurity: { includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
  // With a stricter value, some browsers would omit the `Origin` that distinguishes the dashboard's own requests.
  referrerPolicy: { policy: 'same-origin' },
} satisfies FastifyHelmetOptions;

/** Bull Board's pages use inline styles, and its worker for highlighting is a separate file. No script from elsewhere, none inline, no `eval`. */
export const QUEUES_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');
