import { z } from 'zod';

/** A URL to post to. Problems do not quote it, because paths and queries of webhooks are secrets. */
export const OutboundUrl = z.string().transform((text, context): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem = url ? problemOf(url) : 'expected https://…';
  if (url && !problem) return url;
  context.addIssue({ code: 'custom', message: problem ?? '', input: undefined });
  return z.NEVER;
});

/** Whether posting to it is allowed: without TLS only inside your own network. */
export const isSafe = (url: URL, { allowPrivate }: { readonly allowPrivate: boolean | undefined }): boolean =>
  url.protocol === 'https:' || allowPrivate === true;

export const UNSAFE = 'expected https://…; http:// needs FORWARD_ALLOW_PRIVATE=true';

function problemOf({ protocol, username, password }: URL): string | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return 'expected https://…';
  return username || password ? 'a user and password in the URL would not be sent: remove them' : undefined;
}
