import type { FastifyInstance, FastifyRequest } from 'fastify';
import { href } from '../html/href.ts';
import { type Frame, pageFrame } from '../html/page.ts';
import { type AccessOptions, logOut, openLogIn } from './login.ts';
import { loginView } from './login-view.ts';
import { userOf } from './user-of-request.ts';

/** The form of the login. It needs no user. */
export async function loginRoutes(
  app: FastifyInstance,
  { options, frame }: { options: AccessOptions; frame: () => Omit<Frame, 'user' | 'path' | 'json'> },
): Promise<void> {
  if (options.logins.size === 0) return; // only a proxy logs users in
  const logIn = await openLogIn(app, options);
  const form = (next: string, problem?: string): string =>
    pageFrame(loginView({ next, problem }), {
      ...frame(),
      user: undefined,
      path: '/login',
      json: undefined,
    }).toString();

  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
  });
  app.get('/login', async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(form(safeNext(new URL(request.url, 'http://dashboard').searchParams))),
  );
  app.post('/login', async (request, reply) => {
    const next = safeNext(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
    const problem = await logIn(request, reply);
    if (!problem) return reply.redirect(next, 303);
    return reply.code(problem.status).type('text/html; charset=utf-8').send(form(next, problem.message));
  });
}

/** Ends sessions. It needs a user. */
export function logoutRoute(app: FastifyInstance, options: AccessOptions): void {
  app.post('/logout', async (request: FastifyRequest, reply) => {
    const everywhere = request.body instanceof URLSearchParams && request.body.get('everywhere') === 'yes';
    await logOut(request, reply, { user: userOf(request), everywhere, options });
    return reply.redirect(href.login(), 303);
  });
}

/** A path of the dashboard, never another site. */
function safeNext(fields: URLSearchParams): string {
  const next = fields.get('next') ?? '/';
  return /^\/(?![/\\])[^\p{Cc}\\]{0,2000}$/u.test(next) ? next : '/';
}
