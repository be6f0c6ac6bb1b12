import type { FakeRequest, FakeResponse } from '../../simulator/fake-api.ts';

export const json = (status: number, value: unknown): FakeResponse => ({
  status,
  body: JSON.stringify(value),
});

/** An error in PayPal's form. */
export const problem = (status: number, name: string, message = name): FakeResponse =>
  json(status, { name, message, debug_id: 'f0a6e0d3b1c2d' });

export const notFound = (): FakeResponse =>
  problem(404, 'RESOURCE_NOT_FOUND', 'The specified resource does not exist.');

/** A route: `undefined` for a request that is not its own. */
export type Route = (request: FakeRequest) => FakeResponse | undefined;

/** The origin of links in an answer. */
export const originOf = (
  { headers }: FakeRequest,
  { linkOrigin }: { readonly linkOrigin?: string },
): string => linkOrigin ?? `http://${headers['host'] ?? '127.0.0.1'}`;

/** A link to the same list with other parameters. */
export function linkTo(
  request: FakeRequest,
  rel: string,
  { origin, query }: { readonly origin: string; readonly query: Readonly<Record<string, string>> },
) {
  const href = new URL(request.path, origin);
  for (const [name, value] of request.query) href.searchParams.set(name, value);
  for (const [name, value] of Object.entries(query)) href.searchParams.set(name, value);
  return { href: href.href, rel, method: 'GET' };
}

/** A whole number of the query. */
export const numberIn = ({ query }: FakeRequest, name: string, otherwise: number): number =>
  Number(query.get(name) ?? otherwise);

/** Whether a time is in the span of two parameters, both ends included. A missing parameter is no limit. */
export const isWithin = (time: string | undefined, from: string | null, to: string | null): boolean =>
  time !== undefined &&
  (from === null || Date.parse(time) >= Date.parse(from)) &&
  (to === null || Date.parse(time) <= Date.parse(to));
