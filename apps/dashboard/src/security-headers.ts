import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * Everything that the board loads is its own: no script from elsewhere, none inline, no `eval`. Bull Board's pages set styles
 * inline, and its worker for highlighting is a file of its own.
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
  // Of this host alone: what else a company serves below the same name is not the dashboard's to decide.
  strictTransportSecurity: { includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
  // Stricter than that, some browsers would leave out the `Origin` that tells the board's own requests from others.
  referrerPolicy: { policy: 'same-origin' },
} satisfies FastifyHelmetOptions;
