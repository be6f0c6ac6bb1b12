import { afterEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from './api-server.ts';
import type { FakeApi, FakeRequest } from './fake-api.ts';

const servers: ApiServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

/** A server of a fake that answers with this function, and the requests that reached it. */
async function serve(answer: FakeApi['answer']) {
  const asked: FakeRequest[] = [];
  const server = await startApiServer({
    answer: (request) => {
      asked.push(request);
      return answer(request);
    },
  });
  servers.push(server);
  return { asked, url: server.url };
}
const ok = () => ({
  status: 201,
  headers: { 'x-version': '2', date: 'Sun, 01 Mar 2026 12:00:00 GMT' },
  body: '{"a": 1.0}',
});

describe('the server of a fake API', () => {
  it('gives the fake the whole request, and the client the whole answer', async () => {
    const { asked, url } = await serve(ok);
    const response = await fetch(`${url}/v1/things/a%20b?limit=2&x[]=1&x[]=2`, {
      method: 'POST',
      headers: { 'X-Key': 'k' },
      body: 'a=1',
    });
    expect([response.status, await response.text()]).toEqual([201, '{"a": 1.0}']);
    expect(response.headers.get('x-version')).toBe('2');
    expect(response.headers.get('date')).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
    expect(asked).toMatchObject([
      { method: 'POST', path: '/v1/things/a%20b', body: 'a=1', headers: { 'x-key': 'k' } },
    ]);
    expect(asked[0]?.query.getAll('x[]')).toEqual(['1', '2']);
  });

  it('refuses a long body', async () => {
    const { asked, url } = await serve(ok);
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) });
    expect([response.status, asked]).toEqual([413, []]);
  });

  it('answers 500 if the fake fails', async () => {
    const { url } = await serve(() => {
      throw new Error('broken');
    });
    expect((await fetch(url)).status).toBe(500);
  });

  it('is closed at once, with its connections', async () => {
    const server = await startApiServer({ answer: ok });
    await (await fetch(server.url)).text();
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
