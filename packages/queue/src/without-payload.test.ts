import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { withoutPayload } from './without-payload.ts';

it('an error is logged with its name, message, code and stack, without the properties that the driver attached', () => {
  const error = Object.assign(new TypeError('OOM command not allowed'), {
    code: 'OOM',
    command: { name: 'evalsha', args: ['the body'] },
    detail: 'Key (body)=(the body)',
  });
  const clean = withoutPayload(error);
  expect(clean).toMatchObject({
    name: 'TypeError',
    message: 'OOM command not allowed',
    code: 'OOM',
    stack: error.stack,
  });
  expect(inspect(clean, { showHidden: true, depth: 5 })).not.toContain('the body');
});

it('a connection that is refused on every address, and has no message, is described by its code', () => {
  const error = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
  expect(withoutPayload(error).message).toBe('ECONNREFUSED');
});

it('a thrown value that is not an error becomes one', () => {
  expect(withoutPayload('text')).toMatchObject({ message: 'text' });
});
