import type { createStopList } from '../../e2e/product/stack/stop-in-reverse.ts';

/** Records how to stop everything that was started. */
export type Stops = ReturnType<typeof createStopList>;
