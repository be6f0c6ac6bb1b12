import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';
import { COOKIE, serverUnderTest } from '../server-under-test.ts';

describe('isSameOrigin', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'https://board.example', host: 'board.example' }],
    [{ origin: 'http://127.0.0.1:3002', host: '127.0.0.1:3002' }],
    [{ origin: 'http://board.example:3002', host: 'Board.Example:3002' }],
  ])('accepts %j', (headers) => {
    expect(isSameOrigin(headers)).toBe(true);
  });

  it.each([
    [{}],
    [{ host: 'board.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://board.example', host: 'board.example' }],
    [{ origin: 'https://evil.example', host: 'board.example' }],
    [{ origin: 'https://board.example.evil.example', host: 'board.example' }],
    [{ origin: 'http://127.0.0.1:8080', host: '127.0.0.1:3002' }],
    [{ origin: 'null', host: 'board.example' }],
  ])('refuses %j', (headers) => {
    expect(isSameOrigin(headers)).toBe(false);
  });
});

describe('a request that would change a queue', () => {
  const retry = { method: 'PUT', url: '/queues/api/queues/deliveries/1/retry' } as const;

  it('from another site is refused before the store is used, even with a session', async () => {
    const headers = { ...COOKIE, 'sec-fetch-site': 'cross-site' };
    const answer = await serverUnderTest().inject({ ...retry, headers });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ message: expect.stringContaining('another site') });
  });

  it('from a form is refused too', async () => {
    const answer = await serverUnderTest().inject({
      ...retry,
      method: 'POST',
      headers: {
        ...COOKIE,
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://evil.example',
      },
      payload: 'a=b',
    });
    expect(answer.statusCode).toBe(403);
  });

  it('from the dashboard itself reaches the next check', async () => {
    const headers = { ...COOKIE, origin: 'http://127.0.0.1:3002' };
    const answer = await serverUnderTest().inject({ ...retry, headers });
    expect(answer.json()).toMatchObject({ message: expect.stringContaining('/failures') });
  });

  it('needs a proof of origin, and reading does not', async () => {
    const answer = await serverUnderTest().inject({ url: '/queues/', headers: COOKIE });
    expect(answer.statusCode).toBe(200);
  });
});
