import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger({ app: 'worker', level: 'info', destination: { write: (line) => lines.push(line) } }));
  return JSON.parse(lines.join()) as Record<string, unknown>;
}

describe('a log line', () => {
  it('is one JSON object with its time, its app and the name of its level', () => {
    expect(logged((logger) => logger.info({ eventKey: 'evt_1' }, 'event'))).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      app: 'worker',
      pid: process.pid,
      eventKey: 'evt_1',
      msg: 'event',
    });
  });

  it('contains the message and the causes of an error, and no properties that a library attached', () => {
    const cause = Object.assign(new Error('connection lost'), { config: { password: 'sesame' } });
    const error = Object.assign(new Error('not queued', { cause }), {
      code: 'queue_unavailable',
      command: { args: ['{"card":"4242424242424242"}'] },
      parameters: ['sesame'],
    });
    const { err } = logged((logger) => logger.error({ err: error }, 'queue')) as {
      err: Record<string, unknown>;
    };
    expect(Object.keys(err).toSorted()).toEqual(['code', 'message', 'stack', 'type']);
    expect(err).toMatchObject({
      type: 'Error',
      code: 'queue_unavailable',
      message: 'not queued: connection lost',
    });
    expect(JSON.stringify(err)).not.toMatch(/sesame|4242/);
  });

  it('contains no part of a thrown value that is not an error', () => {
    expect(logged((logger) => logger.error({ err: { card: '4242' } }, 'odd'))).toMatchObject({
      err: 'object',
    });
  });

  it.each(['authorization', 'password', 'secret', 'token', 'body', 'rawBody', 'headers', 'url'])(
    'redacts %s, also one level down',
    (key) => {
      const line = logged((logger) => logger.info({ [key]: 'sesame', request: { [key]: 'sesame' } }, 'odd'));
      expect(line).toMatchObject({ [key]: '[redacted]', request: { [key]: '[redacted]' } });
    },
  );
});
