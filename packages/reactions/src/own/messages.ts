import type { DeclaredReaction } from './check-declared.ts';

/** An error as it crosses between two processes. */
export interface SentError {
  readonly message: string;
  /** `reaction_refused`, `reaction_postponed`, `reaction_timeout`, or any code of the author's. */
  readonly code?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** From the worker to a process of own reactions. */
export type ToProcess =
  | {
      readonly type: 'run';
      /** Unique among the attempts of the process. */
      readonly key: number;
      readonly reaction: string;
      readonly transition: object;
      readonly attempt: number;
      readonly deadlineMs: number;
    }
  /** The worker stops. */
  | { readonly type: 'abort'; readonly key: number };

/** From a process of own reactions to the worker. */
export type FromProcess =
  | { readonly type: 'loaded'; readonly declared: readonly DeclaredReaction[] }
  | { readonly type: 'unusable'; readonly problem: string }
  | { readonly type: 'ended'; readonly key: number; readonly error?: SentError | undefined }
  /** An uncaught error; the process ends. */
  | { readonly type: 'crashed'; readonly reason: string };

const TYPES: ReadonlySet<unknown> = new Set([
  'loaded',
  'unusable',
  'ended',
  'crashed',
] satisfies FromProcess['type'][]);

/** Whether a message belongs to this protocol. A module may send its own messages to the worker, which ignores them. */
export const isFromProcess = (message: unknown): message is FromProcess =>
  typeof message === 'object' && message !== null && 'type' in message && TYPES.has(message.type);
