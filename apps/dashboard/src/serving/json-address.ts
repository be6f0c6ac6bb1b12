import type { IncomingMessage } from 'node:http';

/** Requests whose address ended in `.json`. */
const asking = new WeakSet<IncomingMessage>();

/** Bull Board's own files and our assets are what they are. */
const OWN_NAMES = /^\/(?:queues|assets)\//;

/** The address to serve: `/events.json?q=a` is `/events?q=a`, and `/index.json` is `/`. The request is remembered. */
export function withoutJson(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const [, path = '', rest = ''] = /^([^?]*)(.*)$/s.exec(url) ?? [];
  if (!path.endsWith('.json') || OWN_NAMES.test(path)) return url;
  asking.add(request);
  const page = path.slice(0, -'.json'.length);
  return `${page === '/index' ? '/' : page}${rest}`;
}

export const asksForJson = (request: IncomingMessage): boolean => asking.has(request);
