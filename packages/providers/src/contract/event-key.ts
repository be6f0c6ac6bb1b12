import { createHash } from 'node:crypto';

const PRINTABLE = /^[\x21-\x7e]{1,200}$/;

/** The key of an event without a signed id: a hash of its bytes, the same on every attempt. */
export const bodyKey = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

/** The provider's signed id if it can be a key (1–200 printable ASCII characters), otherwise the body's hash. */
export const idKey = (id: unknown, body: Buffer): string =>
  typeof id === 'string' && PRINTABLE.test(id) ? id : bodyKey(body);
