import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStages, createStopList } from '../product/stack/stop-in-reverse.ts';

/** A promise that the test settles. Node 20 has no `Promise.withResolvers`. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

describe('the stop list', () => {
  it('stops the newest first, and continues after failures', async () => {
    const stopped: string[] = [];
    const { add, stopAll } = createStopList();
    add(async () => stopped.push('first'));
    add(() => Promise.reject(new Error('will not stop')));
    add(async () => stopped.push('last'));
    await stopAll();
    expect(stopped).toEqual(['last', 'first']);
  });

  it('stops everything once for any number of calls', async () => {
    let stopped = 0;
    const { add, stopAll } = createStopList();
    add(async () => (stopped += 1));
    await Promise.all([stopAll(), stopAll()]);
    expect(stopped).toBe(1);
  });

  it('waits for a resource that is still starting, stops it, and only then what it depends on', async () => {
    const stopped: string[] = [];
    const { add, start, stopAll } = createStopList();
    add(async () => stopped.push('directory'));
    const starting = deferred<{ stop: () => Promise<unknown> }>();
    const started = start(starting.promise);
    const stopping = stopAll();
    starting.resolve({ stop: async () => stopped.push('server') });
    await Promise.all([started, stopping]);
    expect(stopped).toEqual(['server', 'directory']);
  });

  it('skips a resource that did not start', async () => {
    const stopped: string[] = [];
    const { add, start, stopAll } = createStopList();
    add(async () => stopped.push('directory'));
    await expect(start(Promise.reject(new Error('no port')))).rejects.toThrow('no port');
    await stopAll();
    expect(stopped).toEqual(['directory']);
  });
});

describe('stages', () => {
  const paper = () => {
    let text = '';
    const out = new Writable({
      write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()),
    });
    return { out: out as unknown as NodeJS.WriteStream, text: () => text };
  };
  const pending = Symbol('pending');
  const settledBy = (work: Promise<unknown>) =>
    Promise.race([work.catch(() => 'failed'), new Promise((resolve) => setImmediate(resolve, pending))]);

  it('print one line each if the output is not a terminal', async () => {
    const { out, text } = paper();
    const stages = createStages({ out, stopping: new AbortController().signal });
    expect(await stages.run('tables created', async () => 7)).toBe(7);
    await expect(stages.run('apps started', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(text()).toMatch(/^ +\d+\.\d s {2}✓ tables created\n$/);
  });

  it('neither begin nor end after stopping has begun', async () => {
    const { out, text } = paper();
    const stopping = new AbortController();
    const stages = createStages({ out, stopping: stopping.signal });
    const work = deferred<number>();
    const doomed = deferred<number>();
    const running = [stages.run('one', () => work.promise), stages.run('two', () => doomed.promise)];
    stopping.abort();
    work.resolve(1);
    doomed.reject(new Error('its server was stopped'));
    let begun = false;
    running.push(stages.run('three', async () => Number((begun = true))));
    for (const stage of running) expect(await settledBy(stage)).toBe(pending);
    expect({ begun, text: text() }).toEqual({ begun: false, text: '' });
  });
});
