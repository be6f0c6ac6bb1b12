import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { Server } from 'node:http';
import { OverloadedError } from './in-hand.ts';

export interface PressureLimits {
  /** Mean over one sample, milliseconds. */
  readonly maxEventLoopDelayMs: number;
  /** Percentage of the maximum heap size of V8. */
  readonly maxHeapPercent: number;
  /** Resident memory as a percentage of the memory of the container, or otherwise of the machine. */
  readonly maxRssPercent: number;
}

const SAMPLE_MS = 250;

/** Answers requests in this scope with `OverloadedError` while the event loop or memory exceeds its limit. */
export function shedUnderPressure(app: FastifyInstance, limits: PressureLimits): void {
  app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: limits.maxEventLoopDelayMs,
    maxHeapUsedBytes: (getHeapStatistics().heap_size_limit * limits.maxHeapPercent) / 100,
    maxRssBytes: (memoryBytes() * limits.maxRssPercent) / 100,
    customError: OverloadedError,
  });
}

/** If nothing limits the process, Node returns 0, undefined, or more than the machine has. */
const memoryBytes = (): number => Math.min(process.constrainedMemory() || Infinity, totalmem());

/** Minimum time between two searches for idle connections while the limit is reached, milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Limits the number of open connections. At the limit, connections that are idle between two requests are closed, because they only spare
 * their senders a new connection. All other connections end within the time limit of a request; until then, new connections are closed at
 * once.
 */
export function limitConnections(
  server: Pick<Server, 'on' | 'maxConnections' | 'closeIdleConnections'>,
  {
    maxConnections,
    now = () => performance.now(),
  }: { readonly maxConnections: number; readonly now?: () => number },
): void {
  let open = 0;
  let lookAgainAt = Number.NEGATIVE_INFINITY;
  const makeRoom = () => {
    if (now() < lookAgainAt) return;
    lookAgainAt = now() + LOOK_EVERY_MS;
    server.closeIdleConnections();
  };
  server.maxConnections = maxConnections;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    if (open >= maxConnections) makeRoom();
  });
  server.on('drop', makeRoom);
}
