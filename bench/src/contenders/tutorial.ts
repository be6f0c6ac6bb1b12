import { askNumber } from '../stores/postgres.ts';
import type { IngestContender } from './ingest-contender.ts';
import { spawnScript } from './spawn-script.ts';

const FILE = 'bench/src/contenders/tutorial-server.ts';

/** The start of most integrations: verify, write to Postgres, answer. No queue. */
export const tutorial: IngestContender = {
  name: 'tutorial',
  file: FILE,
  path: '/webhook',
  tables: 'naive',
  bestConnections: 64,
  start: ({ port, databaseUrl, secret, logFile }) =>
    spawnScript({
      script: FILE,
      env: { PORT: String(port), DATABASE_URL: databaseUrl, SECRET: secret },
      logFile,
      healthUrl: `http://127.0.0.1:${port}/healthz`,
    }),
  stored: ({ databaseUrl }) => askNumber(databaseUrl, 'SELECT count(*) FROM naive.webhook_events'),
};
