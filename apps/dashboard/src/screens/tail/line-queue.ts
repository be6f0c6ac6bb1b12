import { Readable } from 'node:stream';

/** Lines that wait for a slow listener. Further ones are counted, not kept. */
const MOST_WAITING = 200;

export interface LineQueue {
  readonly stream: Readable;
  /** Sends a text, or keeps it until the listener has read what was sent before. */
  readonly send: (text: string) => void;
  /** Sends nothing that waits, and ends the stream. */
  readonly end: () => void;
}

/**
 * A stream that keeps at most 200 texts for a listener who does not read them. It then leaves out what comes, and says how many with
 * `missedText` when the listener reads again.
 */
export function createLineQueue(missedText: (missed: number) => string): LineQueue {
  const waiting: string[] = [];
  let missed = 0;
  let isReady = true;
  const flush = () => {
    while (isReady && waiting.length > 0) isReady = stream.push(waiting.shift());
    if (!isReady || missed === 0) return;
    const text = missedText(missed);
    missed = 0;
    isReady = stream.push(text);
  };
  const stream = new Readable({
    read() {
      isReady = true;
      flush();
    },
  });
  return {
    stream,
    send: (text) => {
      if (stream.destroyed || stream.readableEnded) return;
      if (waiting.length >= MOST_WAITING) missed += 1;
      else waiting.push(text);
      flush();
    },
    end: () => void stream.push(null),
  };
}
