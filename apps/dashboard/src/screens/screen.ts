import type { Readable } from 'node:stream';
import type { Reader } from '@payspool/db/reader';
import type { BoardQueues, QueueView } from '@payspool/queue';
import type { Actor, AuditEntry } from '../access/audit.ts';
import type { Right, User } from '../access/user.ts';
import type { PageContent } from '../html/page.ts';

// A screen is a folder: `routes.ts` reads and decides, `view.ts` makes HTML of data without asking anything. It exports a `Screen`, which
// `index.ts` lists. The server does the rest: login, right, page frame, `.json` at the same address, errors, headers.
//
//   export const eventsScreen: Screen = {
//     routes: [
//       {
//         method: 'GET',
//         path: '/events',
//         right: 'read',
//         handle: async ({ reader, query, user, now }) => {
//           const events = await listEvents(reader, { ...query, scope: user.scope });
//           return page(eventsView(events, now), events);
//         },
//       },
//     ],
//   };
//
// Ids of accounts outside of `user.scope` are `notFound()`: see `isInScope` and `inScope` of `@payspool/inspect`.

export interface Screen {
  readonly routes: readonly ScreenRoute[];
}

export interface ScreenRoute {
  /** GET changes nothing. A POST comes from a form of the dashboard's own pages. */
  readonly method: 'GET' | 'POST';
  /** In Fastify's form: `/events/:provider/:account/:key`. */
  readonly path: `/${string}`;
  readonly right: Right;
  readonly handle: (request: ScreenRequest) => Promise<Answer>;
}

export interface ScreenRequest {
  readonly reader: Reader;
  readonly queues: Pick<BoardQueues, 'queues'>;
  /** The state of the queues, and refused deliveries, without payloads. */
  readonly queueView: Pick<QueueView, 'backlog' | 'troubledJobs' | 'refusals' | 'jobOf'>;
  /** What stands after the `?`. Of a repeated name, the last value. */
  readonly query: Readonly<Record<string, string>>;
  /** Values in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Fields of the form of a POST; empty otherwise. */
  readonly form: URLSearchParams;
  /** The address without what stands after the `?`, and without `.json`. */
  readonly path: string;
  readonly user: User;
  readonly now: Date;
  /** The mode of the installation. Some actions need more rights in live mode. */
  readonly mode: 'live' | 'test';
  /** The release of the dashboard, which workers should have too. */
  readonly release: string;
  /** Whether the address ends in `.json`. A handler seldom needs it: `page` answers both. */
  readonly isJson: boolean;
  /** The user in the form of `audit` and of `readBody`, with the address. */
  readonly actor: Actor;
  /** Writes down who did what. Call it for each action, for refused ones too, and for each look at a body. */
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Aborted when the browser goes away. */
  readonly signal: AbortSignal;
}

export type Answer =
  | { readonly kind: 'page'; readonly content: PageContent; readonly data: unknown }
  | { readonly kind: 'message'; readonly status: 400 | 403 | 404 | 409; readonly message: string }
  | { readonly kind: 'redirect'; readonly to: string }
  | {
      readonly kind: 'stream';
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readable;
    };

/** A page, and the data that the same address with `.json` answers. A `bigint` becomes a string, a `Date` ISO 8601. */
export const page = (content: PageContent, data: unknown): Answer => ({ kind: 'page', content, data });

export const notFound = (message = 'There is nothing at this address.'): Answer => ({
  kind: 'message',
  status: 404,
  message,
});

export const refused = (message: string): Answer => ({ kind: 'message', status: 403, message });
export const badRequest = (message: string): Answer => ({ kind: 'message', status: 400, message });
export const conflict = (message: string): Answer => ({ kind: 'message', status: 409, message });

/** After a POST, or to the canonical address: 303. The address comes from `href.ts`. */
export const seeOther = (to: string): Answer => ({ kind: 'redirect', to });

/** An answer that goes on: an export, the tail. The content type is in the headers. */
export const stream = (body: Readable, headers: Readonly<Record<string, string>>): Answer => ({
  kind: 'stream',
  headers,
  body,
});
