import { z } from 'zod';
import { count } from './fields.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The settings of own reactions, for the worker, which runs them, and for `payspool doctor`. */
export const ownReactionFields = {
  reactions: z.string().optional().meta({
    description:
      'Your own reactions: a folder of modules, as a path that begins with `/` or `.`, or the name of a package. See docs/how-to/add-a-reaction.md.',
  }),
  reactionsEnv: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .refine((names) => names.every((name) => VARIABLE.test(name)), 'expected names of variables')
    .default([])
    .meta({
      description:
        'Variables of the worker that your own reactions get. They get no others, except `PATH`, `HOME`, `TMPDIR`, `TZ`, `LANG`, `NODE_ENV` and `NODE_EXTRA_CA_CERTS`.',
    }),
  reactionsMemoryMb: count(
    'Maximum heap of each process of own reactions, in MiB. A process that needs more ends and starts again.',
    256,
    { min: 32, max: 65_536 },
  ),
};
