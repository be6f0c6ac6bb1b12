export * from './clock.ts';
export * from './database.ts';
export * from './free-port.ts';
export * from './postgres-server.ts';
export * from './queue-backends.ts';
export * from './redis-server.ts';
export { guard, type ServerProcess } from './server-process.ts';
export * from './services.ts';
export * from './wait-for.ts';
