import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { asOperator, serverUnderTest } from '../server-under-test.ts';

const at = new Date('2026-01-31T12:00:00Z');
const server = () => serverUnderTest({ now: () => at });
const fetchPage = (app: FastifyInstance, url: string) => app.inject(asOperator({ url }));

describe('a page', () => {
  it('stands in its frame: installation, mode, navigation, box for ids, user, time', async () => {
    const { body, headers, statusCode } = await fetchPage(server(), '/');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatch(/^<!doctype html>\n<html lang="en" class="test">/);
    expect(body).toContain('<title>Overview · Payspool (test)</title>');
    expect(body).toContain('<a class="skip" href="#main">');
    expect(body).toMatch(/aria-current="page"\s*>Overview/);
    expect(body).toContain('action="/find"');
    expect(body).toContain('operator <small>admin</small>');
    expect(body).toContain('<time datetime="2026-01-31T12:00:00.000Z">2026-01-31 12:00:00Z</time>');
    expect(body).toContain('payspool overview');
  });

  it('runs only its own scripts, gives no text to the parsers, and cannot be framed', async () => {
    const { body, headers } = await fetchPage(server(), '/');
    expect(String(headers['content-security-policy']).split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
  });

  it('loads files that exist and never change under their address', async () => {
    const app = server();
    const { body } = await fetchPage(app, '/');
    const files = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files.map((file) => file.split('/').at(-1))).toEqual([
      'favicon.svg',
      'dashboard.css',
      'copy.js',
      'keys.js',
    ]);
    for (const file of files) {
      const { statusCode, headers } = await app.inject(file);
      expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    const packed = await app.inject({ url: files[1] ?? '', headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
  });

  it('answers its data as JSON at the same address', async () => {
    const { body, headers } = await fetchPage(server(), '/index.json?x=1');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({ waiting: [], accounts: [], queue: { backlog: [] } });
  });

  it('that does not exist is a page too, or JSON', async () => {
    const missing = await fetchPage(server(), '/elsewhere');
    expect(missing.statusCode).toBe(404);
    expect(missing.body).toContain('There is nothing at this address.');
    const json = await fetchPage(server(), '/elsewhere.json');
    expect([json.statusCode, json.json()]).toEqual([404, { error: 'There is nothing at this address.' }]);
  });
});
