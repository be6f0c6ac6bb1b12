import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { asOperator, serverUnderTest } from './server-under-test.ts';

const fetchPage = async (app: FastifyInstance, url: string) => app.inject(asOperator({ url }));

describe('the pages of the queues', () => {
  it('load with their styles and scripts, all from the same origin', async () => {
    const app = serverUnderTest();
    for (const url of ['/queues', '/queues/', '/queues/queue/deliveries', '/queues/queue/deliveries/7']) {
      const { body, statusCode } = await fetchPage(app, url);
      expect(statusCode).toBe(200);
      expect(body).toContain('<base href="/queues/" />');
      const references = [...body.matchAll(/(?:src|href)="([^"]+)"/g)]
        .map(([, reference = '']) => reference)
        .filter((reference) => reference !== '/queues/');
      expect(references.filter((reference) => reference.endsWith('.js'))).toHaveLength(4);
      expect(references.filter((reference) => reference.endsWith('.css'))).toHaveLength(1);
      for (const reference of references) {
        expect(reference).toMatch(/^static\//);
        const file = await fetchPage(app, `/queues/${reference}`);
        expect([reference, file.statusCode]).toEqual([reference, 200]);
      }
    }
  });

  it('run no inline script and no script from elsewhere, and cannot be framed', async () => {
    const { body, headers } = await fetchPage(serverUnderTest(), '/queues/');
    const policy = String(headers['content-security-policy']);
    expect(policy.split(';')).toEqual(
      expect.arrayContaining(["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy).not.toContain('unsafe-eval');
    // A data block does not count as a script for the policy; any other inline script would not run.
    const inline = [...body.matchAll(/<script([^>]*)>/g)].filter(
      ([, attributes = '']) => !attributes.includes('src='),
    );
    expect(inline.map(([, attributes]) => attributes)).toEqual([
      ' id="__UI_CONFIG__" type="application/json"',
    ]);
  });

  it('are not cached', async () => {
    expect((await fetchPage(serverUnderTest(), '/queues/')).headers['cache-control']).toBe('no-store');
  });

  it('are 403 for a page that does not exist, and 404 for a missing file', async () => {
    const app = serverUnderTest();
    expect((await fetchPage(app, '/queues/bull-board-11')).statusCode).toBe(403);
    expect((await fetchPage(app, '/queues/static/js/none.js')).statusCode).toBe(404);
    expect((await fetchPage(app, '/queues/static/..%2f..%2fpackage.json')).statusCode).toBeGreaterThan(400);
  });
});

describe('the API of the queues while the store is down', () => {
  it('answers 503, and 403 for forbidden requests', async () => {
    const app = serverUnderTest();
    expect((await fetchPage(app, '/queues/api/queues')).statusCode).toBe(503);
    const pause = await app.inject(asOperator({ method: 'PUT', url: '/queues/api/queues/pause' }));
    expect(pause.statusCode).toBe(403);
  });
});
