import type { Env } from '@payspool/runtime';

/** One delivery, and the settings that replace those of the environment. */
export interface Question {
  readonly slug: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly at: Date;
  readonly secret?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly path?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly certificatePem?: string | undefined;
  readonly trustPems: readonly string[];
  readonly env: Env;
}
