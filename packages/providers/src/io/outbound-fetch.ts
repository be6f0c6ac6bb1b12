import { type OutboundFetch, UnavailableError } from '../contract/index.ts';

/**
 * All requests to providers: an exchange with limits, by the platform's `fetch`. Redirects are not followed, and a body that is
 * too long is refused.
 */
export const outboundFetch: OutboundFetch = async (request) => {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { 'user-agent': 'payspool', ...request.headers },
      body: request.body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readAtMost(response, request.maxBytes),
    };
  } catch (cause) {
    if (cause instanceof UnavailableError) throw cause;
    throw new UnavailableError(`no answer from ${request.url.host}`, { cause });
  }
};

async function readAtMost(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new UnavailableError(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
