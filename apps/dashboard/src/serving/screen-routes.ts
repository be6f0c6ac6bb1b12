import type { Readable } from 'node:stream';
import type { Reader } from '@payspool/db/reader';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Audit } from '../access/audit.ts';
import { hasRight, type Right, type User } from '../access/user.ts';
import { userOf } from '../access/user-of-request.ts';
import { href } from '../html/href.ts';
import type { Frame } from '../html/page.ts';
import { pageFrame } from '../html/page.ts';
import type { Answer, Screen, ScreenRequest, ScreenRoute } from '../screens/screen.ts';
import { RequestError } from './failure.ts';
import { asksForJson } from './json-address.ts';

export interface ScreenOptions {
  readonly screens: readonly Screen[];
  readonly reader: Reader;
  readonly queues: ScreenRequest['queues'];
  readonly queueView: ScreenRequest['queueView'];
  readonly audit: Audit;
  /** The release of the dashboard. */
  readonly release?: string | undefined;
  readonly now: () => Date;
  readonly frame: Pick<Frame, 'title' | 'mode' | 'asset' | 'routes'>;
}

/** Serves the screens. Each checks its right before it does anything. */
export function registerScreens(app: FastifyInstance, options: ScreenOptions): void {
  const streams = new Set<Readable>();
  // Otherwise the server would wait for listeners who never leave by themselves.
  app.addHook('preClose', async () => streams.forEach((open) => open.destroy()));
  for (const route of options.screens.flatMap(({ routes }) => routes)) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        await requireRight(request, route, options);
        const asked = screenRequest(request, reply, options);
        const answer = await route.handle(asked);
        if (answer.kind === 'stream') {
          streams.add(answer.body);
          answer.body.once('close', () => streams.delete(answer.body));
        }
        return send({ reply, asked, answer, options });
      },
    });
  }
}

/** The right that each address of a page requires, for the navigation. */
export const rightsOf = (screens: readonly Screen[]): ReadonlyMap<string, Right> =>
  new Map(
    screens
      .flatMap(({ routes }): readonly ScreenRoute[] => routes)
      .filter(({ method }) => method === 'GET')
      .map(({ path, right }) => [path, right]),
  );

/** A refused action is written down. A refused look at a page is not: it shows nothing. */
async function requireRight(
  request: FastifyRequest,
  { method, right }: ScreenRoute,
  options: ScreenOptions,
): Promise<void> {
  const user = userOf(request);
  if (hasRight(user, right)) return;
  if (method === 'POST' || right === 'bodies') {
    const entry = { action: right, subject: request.url.slice(0, 500), outcome: 'refused' } as const;
    await options.audit(entry, actorOf(request, user), options.now());
  }
  throw new RequestError(
    403,
    `Your account has the role "${user.role}"${user.mayReadBodies ? '' : ', without the right to bodies'}. It does not include this.`,
  );
}

const actorOf = (request: FastifyRequest, { name, via }: User) => ({ name, via, ip: request.ip });

function screenRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { reader, queues, queueView, audit, now, frame, release = 'unknown' }: ScreenOptions,
): ScreenRequest {
  const { pathname, searchParams } = new URL(request.url, 'http://dashboard');
  const user = userOf(request);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return {
    reader,
    queues,
    queueView,
    query: Object.fromEntries(searchParams),
    params: request.params as Readonly<Record<string, string>>,
    form: request.body instanceof URLSearchParams ? request.body : new URLSearchParams(),
    path: pathname,
    user,
    now: now(),
    mode: frame.mode,
    release,
    isJson: asksForJson(request.raw),
    actor: actorOf(request, user),
    audit: (entry) => audit(entry, actorOf(request, user), now()),
    signal: gone.signal,
  };
}

async function send({
  reply,
  asked,
  answer,
  options,
}: {
  readonly reply: FastifyReply;
  readonly asked: ScreenRequest;
  readonly answer: Answer;
  readonly options: ScreenOptions;
}): Promise<FastifyReply> {
  switch (answer.kind) {
    case 'message':
      throw new RequestError(answer.status, answer.message);
    case 'redirect':
      return reply.redirect(answer.to, 303);
    case 'stream':
      return reply.headers(answer.headers).send(answer.body);
    case 'page': {
      void reply.code(answer.content.status ?? 200);
      if (asked.isJson) return reply.type('application/json; charset=utf-8').send(jsonText(answer.data));
      const { path, query, user, now } = asked;
      const frame: Frame = { ...options.frame, path, user, now, json: href.json(path, query) };
      return reply.type('text/html; charset=utf-8').send(pageFrame(answer.content, frame).toString());
    }
  }
}

/** Data as JSON: a `bigint` is a string, because a number would lose digits. */
const jsonText = (data: unknown): string =>
  JSON.stringify(
    data ?? null,
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
