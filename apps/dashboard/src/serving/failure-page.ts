import type { FastifyReply, FastifyRequest } from 'fastify';
import { knownUserOf } from '../access/user-of-request.ts';
import { html } from '../html/html.ts';
import { type Frame, pageFrame } from '../html/page.ts';
import { failureOf } from './failure.ts';
import { asksForJson } from './json-address.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Log in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  429: 'Too many requests',
  503: 'Not available',
};

/** Answers an error with a page, or as JSON where JSON was asked for. */
export function sendFailure(
  error: unknown,
  {
    request,
    reply,
    frame,
  }: { request: FastifyRequest; reply: FastifyReply; frame: Omit<Frame, 'user' | 'path' | 'json'> },
): FastifyReply {
  const { status, body } = failureOf(error);
  void reply.code(status);
  if (asksForJson(request.raw)) return reply.send({ error: body.message });
  const content = {
    title: TITLES[status] ?? 'Failed',
    body: html`<p class="notice bad">${body.message}</p>`,
  };
  const path = new URL(request.url, 'http://dashboard').pathname;
  const page = pageFrame(content, { ...frame, path, user: knownUserOf(request), json: undefined });
  return reply.type('text/html; charset=utf-8').send(page.toString());
}
