import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { OverloadedError } from './overloaded-error.ts';

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
