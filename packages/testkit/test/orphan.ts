import { startPostgresServer } from '../src/postgres-server.ts';
import { hasRedisServer, startRedisServer } from '../src/redis-server.ts';

// A program that the test kills: it starts servers, prints their names, and never stops them.
const servers = [
  await startPostgresServer({ fsync: false }),
  ...(hasRedisServer() ? [await startRedisServer()] : []),
];
console.log(JSON.stringify(servers.map(({ pid, dir }) => ({ pid, dir }))));
setInterval(() => undefined, 1000);
