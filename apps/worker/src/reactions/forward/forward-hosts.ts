import type { Forward } from './forward-list.ts';

/** The host that a consumer posts to, by the consumer's name; `undefined` for a consumer that is no forward. Its path may be a secret. */
export function forwardHosts({
  forwardUrls,
}: {
  readonly forwardUrls: readonly Pick<Forward, 'name' | 'url'>[];
}): (consumer: string) => string | undefined {
  const hosts = new Map(forwardUrls.map(({ name, url }) => [`forward:${name}`, url.host]));
  return (consumer) => hosts.get(consumer);
}
