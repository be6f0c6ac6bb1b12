import type { createStopList } from '../../e2e/stack/stop-in-reverse.ts';

/** Remembers how to stop what was started. */
export type Stops = ReturnType<typeof createStopList>;
