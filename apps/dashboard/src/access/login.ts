import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@payspool/runtime';
import { href } from '../html/href.ts';
import { RequestError } from '../serving/failure.ts';
import { asksForJson } from '../serving/json-address.ts';
import type { Audit } from './audit.ts';
import { checkPassword, type Login, type Logins } from './check-password.ts';
import { proxyVerdict, type ProxySettings } from './proxy-login.ts';
import { sessionCookie, sessionIdOf, wouldDropCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import type { User } from './user.ts';
import { rememberUser } from './user-of-request.ts';

/** Maximum number of wrong passwords per minute from one address (IPv6: one /64). After that, none is checked until the minute is over. */
const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;

export interface AccessOptions {
  readonly logins: Logins;
  readonly sessions: Sessions;
  readonly proxy?: ProxySettings | undefined;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Requires a user for everything in this scope: of the proxy, or of a session. A page without one leads to the login. */
export function requireUser(app: FastifyInstance, options: AccessOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const user = (await userOfProxy(request, options)) ?? (await userOfSession(request, options));
    if (user) return rememberUser(request, user);
    if (mayLeadToLogin(request, options)) {
      return reply.redirect(href.login(request.url === '/' ? undefined : request.url), 303);
    }
    throw new RequestError(401, 'Log in.');
  });
}

/** Only a page that a browser opens: a script or a picture of Bull Board's pages must not get the form. */
const mayLeadToLogin = (request: FastifyRequest, { logins }: AccessOptions): boolean =>
  logins.size > 0 &&
  request.method === 'GET' &&
  !asksForJson(request.raw) &&
  !/^\/queues\/(?:api|static)\//.test(request.url);

async function userOfProxy(
  request: FastifyRequest,
  { proxy, audit, now }: AccessOptions,
): Promise<User | undefined> {
  const verdict = proxy ? proxyVerdict(request.headers, proxy) : ({ kind: 'absent' } as const);
  if (verdict.kind === 'absent') return undefined;
  if (verdict.kind === 'user') return verdict.user;
  if (verdict.reason === 'secret') {
    throw new RequestError(403, "The request names a user, but does not have the proxy's secret.");
  }
  await audit(
    { action: 'log-in', outcome: 'refused' },
    { name: verdict.name, via: 'proxy', ip: request.ip },
    now(),
  );
  throw new RequestError(403, 'None of your groups may use this dashboard. See DASHBOARD_PROXY_ROLES.');
}

async function userOfSession(
  request: FastifyRequest,
  { logins, sessions, now }: AccessOptions,
): Promise<User | undefined> {
  const id = sessionIdOf(request.headers);
  const session = id === undefined ? undefined : await sessions.find(id, now());
  const login = session && logins.get(session.userName);
  // A changed password, or changed rights, end the sessions that began before.
  return login?.fingerprint === session?.fingerprint ? login?.user : undefined;
}

interface LoginAnswer {
  readonly status: number;
  readonly message: string;
}

/** Checks a name and a password. Begins a session, or says why not. */
export type LogIn = (request: FastifyRequest, reply: FastifyReply) => Promise<LoginAnswer | undefined>;

/** The check of passwords, at most ten wrong ones a minute from one address. */
export async function openLogIn(app: FastifyInstance, options: AccessOptions): Promise<LogIn> {
  await app.register(rateLimit, { global: false });
  const failures = app.createRateLimit({ max: MAX_FAILURES, timeWindow: WINDOW_MS });

  const judge: LogIn = async (request, reply) => {
    const counted = await failures(request, { increment: false });
    if (!counted.isAllowed && counted.remaining <= 0) {
      void reply.header('retry-after', counted.ttlInSeconds);
      return { status: 429, message: 'Too many wrong passwords; wait a minute.' };
    }
    const { name, password } = givenIn(request.body);
    const login = await checkPassword(options.logins, { name, password });
    if (login) return undefined;
    await failures(request);
    options.logger.warn({ ip: request.ip }, 'login failed');
    // A name that nobody has may be a password in the wrong field.
    const known = options.logins.has(name) ? name : '(unknown)';
    await options.audit({ action: 'log-in', outcome: 'refused' }, actor(request, known), options.now());
    return { status: 401, message: 'The name or the password is wrong.' };
  };

  // One after the other: each of hundreds of requests in one packet must see that those before it were wrong.
  let turn = Promise.resolve<unknown>(undefined);
  return async (request, reply) => {
    if (wouldDropCookie(request.headers)) {
      return { status: 403, message: 'Open the dashboard over HTTPS: this browser would drop the login.' };
    }
    const verdict = turn.then(() => judge(request, reply));
    turn = verdict.catch(() => undefined);
    const problem = await verdict;
    if (problem) return problem;
    const login = options.logins.get(givenIn(request.body).name);
    if (login) await beginSession(login, { request, reply, options });
    return undefined;
  };
}

async function beginSession(
  { user, fingerprint }: Login,
  { request, reply, options }: { request: FastifyRequest; reply: FastifyReply; options: AccessOptions },
): Promise<void> {
  const now = options.now();
  await options.audit({ action: 'log-in', outcome: 'done' }, actor(request, user.name), now);
  const id = await options.sessions.begin({ userName: user.name, fingerprint }, now);
  void reply.header('set-cookie', sessionCookie(request.headers, id));
}

/** Ends this session, or every session of the user. */
export async function logOut(
  request: FastifyRequest,
  reply: FastifyReply,
  { user, everywhere, options }: { user: User; everywhere: boolean; options: AccessOptions },
): Promise<void> {
  const id = sessionIdOf(request.headers);
  if (everywhere) await options.sessions.endAll(user.name);
  else if (id !== undefined) await options.sessions.end(id);
  void reply.header('set-cookie', sessionCookie(request.headers, undefined));
  const action = everywhere ? 'log-out-everywhere' : 'log-out';
  await options.audit(
    { action, outcome: 'done' },
    { ...actor(request, user.name), via: user.via },
    options.now(),
  );
}

const actor = (request: FastifyRequest, name: string) => ({ name, via: 'password' as const, ip: request.ip });

function givenIn(body: unknown): { readonly name: string; readonly password: string } {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  return { name: form.get('name') ?? '', password: form.get('password') ?? '' };
}
