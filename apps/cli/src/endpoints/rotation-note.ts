import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UsageError } from '../failure.ts';
import { commentIn, withComment } from './env-file.ts';

/**
 * How far a rotation is. It is a comment in the env file, before the variable with the secrets, so that the secret and the note about it
 * are written in one step. It contains ids and times, no secret. What the provider lists completes it.
 */
const Note = z.object({
  by: z.enum(['second_endpoint', 'replace_secret']),
  url: z.string(),
  /** The endpoint whose secret is rotated. */
  first: z.string(),
  /** All endpoints with this URL at the start, so that one created by a killed run is recognised. */
  known: z.array(z.string()),
  startedAt: z.iso.datetime(),
  /** The second endpoint. */
  second: z.string().optional(),
  /** Of the new secret: the note and the secret were written in one step. */
  fingerprint: z.string().optional(),
  /** Since when deliveries are signed with the new secret: the second endpoint was enabled, or the secret was replaced. */
  activeAt: z.iso.datetime().optional(),
  /** When a delivery was found that the new secret verifies. */
  provenAt: z.iso.datetime().optional(),
});
export type RotationNote = z.output<typeof Note>;

/** Tells which entry of a list is the new secret, wherever it stands. Nothing can be derived from it: new secrets are long and random. */
export const fingerprintOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex').slice(0, 16);

const markOf = (variable: string) => `payspool rotates ${variable}, do not edit:`;

/**
 * The note about the rotation of a variable in the text of an env file.
 *
 * @throws {UsageError} if somebody changed it
 */
export function noteIn(text: string, variable: string): RotationNote | undefined {
  const comment = commentIn(text, markOf(variable));
  if (comment === undefined) return undefined;
  try {
    return Note.parse(JSON.parse(comment));
  } catch {
    throw new UsageError(
      `the comment about the rotation of ${variable} in the env file cannot be read: remove the line, and remove the endpoint that was created at the provider`,
    );
  }
}

/** The text with the note in place of an earlier one, or without a note. */
export const withNote = (text: string, variable: string, note: RotationNote | undefined): string =>
  withComment(text, {
    mark: markOf(variable),
    before: variable,
    ...(note && { comment: JSON.stringify(note) }),
  });
