import type { IncomingHttpHeaders } from 'node:http';

/** Browsers accept this prefix only from a secure address, for the whole host and no other. */
const SECURE_NAME = '__Host-payspool';
/** On this machine without TLS. */
const LOOPBACK_NAME = 'payspool';

const ID = /^[\w-]{43}$/;

/** The id of the session, from the cookie that belongs to the kind of address. */
export function sessionIdOf(headers: IncomingHttpHeaders): string | undefined {
  const name = nameFor(headers);
  const value = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  return value !== undefined && ID.test(value) ? value : undefined;
}

/** `Set-Cookie` that gives the browser a session, or ends it there. */
export function sessionCookie(headers: IncomingHttpHeaders, id: string | undefined): string {
  return [
    `${nameFor(headers)}=${id ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(isLoopback(headers) ? [] : ['Secure']),
    ...(id === undefined ? ['Max-Age=0'] : []),
  ].join('; ');
}

/** Whether the browser would drop the cookie: the page came without TLS, and not from this machine. */
export const wouldDropCookie = (headers: IncomingHttpHeaders): boolean =>
  !isLoopback(headers) && headers.origin !== undefined && headers.origin.startsWith('http:');

const nameFor = (headers: IncomingHttpHeaders): string => (isLoopback(headers) ? LOOPBACK_NAME : SECURE_NAME);

function isLoopback({ host = '' }: IncomingHttpHeaders): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}
