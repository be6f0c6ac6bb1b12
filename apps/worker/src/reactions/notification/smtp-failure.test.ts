import { expect, it } from 'vitest';
import { ReactionRefusedError } from '../errors.ts';
import { smtpFailure } from './smtp-failure.ts';

const failure = (facts: object): Error =>
  smtpFailure(
    Object.assign(new Error('550 <jane@example.com> unknown'), { response: '550 <jane@example.com>' }, facts),
  );

it('a failed mail is permanent only if the recipient is permanently refused', () => {
  const code = 'EENVELOPE';
  expect(failure({ code, command: 'RCPT TO', responseCode: 550 })).toBeInstanceOf(ReactionRefusedError);
  for (const facts of [
    { code, command: 'RCPT TO', responseCode: 451 },
    { code, command: 'RCPT TO' },
    { code, command: 'MAIL FROM', responseCode: 550 },
    { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 },
    { code: 'EMESSAGE', command: 'DATA', responseCode: 554 },
    { code: 'ECONNECTION', command: 'CONN' },
  ]) {
    expect(failure(facts)).not.toBeInstanceOf(ReactionRefusedError);
  }
});

it('the error contains code, step and status, and no text of the server', () => {
  const error = failure({ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 });
  expect(error.message).toBe('the mail was not sent (EAUTH, AUTH PLAIN, 535)');
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('jane');
  expect(smtpFailure('down').message).toBe('the mail was not sent (unknown)');
});
