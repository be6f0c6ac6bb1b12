import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { OverloadedError } from './overloaded-error.ts';

export interface PressureLimits {
  /** Mean over a sample, milliseconds. */
  readonly maxEventLoopDelayMs: number;
  /** Of the heap that V8 may grow to. */
  readonly maxHeapPercent: number;
  /** Of the memory that the container, or else the machine, has: what is resident. */
  readonly maxRssPercent: number;
}

const SAMPLE_MS = 250;

/** Answers what comes to this scope with `OverloadedError` as long as the event loop or memory is beyond its limit. */
export function shedUnderPressure(app: FastifyInstance, limits: PressureLimits): void {
  app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: limits.maxEventLoopDelayMs,
    maxHeapUsedBytes: (getHeapStatistics().heap_size_limit * limits.maxHeapPercent) / 100,
    maxRssBytes: (memoryBytes() * limits.maxRssPercent) / 100,
    customError: OverloadedError,
  });
}

/** Node says 0, nothing, or more than there is where nothing constrains the process. */
const memoryBytes = (): number => Math.min(process.constrainedMemory() || Infinity, totalmem());
