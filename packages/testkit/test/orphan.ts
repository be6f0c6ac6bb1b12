import { startPostgresServer } from '../src/postgres-server.ts';
import { hasRedisServer, startRedisServer } from '../src/redis-server.ts';

// Run as a process, to be killed: starts servers, says which, and never stops them.
const servers = [
  await startPostgresServer({ fsync: false }),
  ...(hasRedisServer() ? [await startRedisServer()] : []),
];
console.log(JSON.stringify(servers.map(({ pid, dir }) => ({ pid, dir }))));
setInterval(() => undefined, 1000);
