import { createHash, randomBytes } from 'node:crypto';
import { type Reader, sql } from '@payspool/db/reader';

/** A session ends an hour after the last request, and twelve hours after it began. */
const IDLE_MS = 3_600_000;
const LIFE_MS = 12 * 3_600_000;
/** The time of the last request is written at most once a minute. */
const WRITTEN_AFTER_MS = 60_000;

export interface FoundSession {
  readonly userName: string;
  /** `Login.fingerprint` at the time of the login. */
  readonly fingerprint: string;
}

export interface Sessions {
  /** Begins a session and returns its id, which only the browser keeps. */
  readonly begin: (session: FoundSession, now: Date) => Promise<string>;
  /** The session, if it has not ended. */
  readonly find: (id: string, now: Date) => Promise<FoundSession | undefined>;
  readonly end: (id: string) => Promise<void>;
  /** Ends every session of a user. */
  readonly endAll: (userName: string) => Promise<void>;
}

/** Sessions in Postgres, under the SHA-256 of their id: who reads the table cannot use them. */
export function openSessions(reader: Reader): Sessions {
  return {
    begin: async ({ userName, fingerprint }, now) => {
      const id = randomBytes(32).toString('base64url');
      await reader.query(sql`
        WITH ended AS (DELETE FROM dashboard_sessions WHERE ${hasEnded(now)})
        INSERT INTO dashboard_sessions (id, user_name, fingerprint, created_at, seen_at)
        VALUES (${hashOf(id)}, ${userName}, ${fingerprint}, ${now}, ${now})`);
      return id;
    },
    find: async (id, now) => {
      const [found] = await reader.query<FoundSession & { seenAt: Date }>(sql`
        SELECT user_name AS "userName", fingerprint, seen_at AS "seenAt" FROM dashboard_sessions
        WHERE id = ${hashOf(id)} AND NOT (${hasEnded(now)})`);
      if (!found) return undefined;
      if (now.getTime() - found.seenAt.getTime() > WRITTEN_AFTER_MS) {
        await reader.query(sql`UPDATE dashboard_sessions SET seen_at = ${now} WHERE id = ${hashOf(id)}`);
      }
      return { userName: found.userName, fingerprint: found.fingerprint };
    },
    end: async (id) =>
      void (await reader.query(sql`DELETE FROM dashboard_sessions WHERE id = ${hashOf(id)}`)),
    endAll: async (userName) =>
      void (await reader.query(sql`DELETE FROM dashboard_sessions WHERE user_name = ${userName}`)),
  };
}

const hasEnded = (now: Date) =>
  sql`seen_at < ${new Date(now.getTime() - IDLE_MS)} OR created_at < ${new Date(now.getTime() - LIFE_MS)}`;

const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();
