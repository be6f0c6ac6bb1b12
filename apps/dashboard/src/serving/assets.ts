import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
}

export interface Assets {
  /** The address of a file. It changes with the content of any file. Throws for a file that does not exist. */
  readonly address: (name: string) => string;
  /** Serves the files, for ever from a browser's cache, to everybody. */
  readonly register: (app: FastifyInstance) => void;
}

const FOLDER = new URL('../../assets/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads all files once. One hash stands for all of them, so that scripts may import each other by relative names. */
export function readAssets(folder: URL = FOLDER): Assets {
  const files = new Map<string, Asset>();
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).toSorted()) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const plain = readFileSync(new URL(name, folder));
    hash.update(`${name}\0${plain.length}\0`).update(plain);
    files.set(name, { type, plain, packed: gzipSync(plain, { level: 9 }) });
  }
  const base = `/assets/${hash.digest('hex').slice(0, 16)}/`;
  return {
    address: (name) => {
      if (!files.has(name)) throw new Error(`assets/${name} does not exist`);
      return `${base}${name}`;
    },
    register: (app) => {
      for (const [name, { type, plain, packed }] of files) {
        app.get(`${base}${name}`, async ({ headers }, reply) => {
          void reply.headers({
            'content-type': type,
            'cache-control': 'public, max-age=31536000, immutable',
            vary: 'accept-encoding',
          });
          if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return reply.send(plain);
          return reply.header('content-encoding', 'gzip').send(packed);
        });
      }
    },
  };
}
