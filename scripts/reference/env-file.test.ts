import { expect, it } from 'vitest';
import { z } from 'zod';
import { renderEnvFile } from './env-file.ts';

const part = (title: string, schema: z.ZodObject) => ({
  title,
  note: '',
  schema,
  variable: (key: string) => key.toUpperCase(),
});

it('lists every variable once, to be filled in or commented out with its default', () => {
  const queue = z.string().meta({ description: 'Where deliveries wait.', secret: true });
  const text = renderEnvFile([
    part('ingest', z.object({ queue, port: z.number().default(3000).meta({ description: 'Port.' }) })),
    part(
      'worker',
      z.object({
        queue: queue.optional(),
        user: z.string().meta({ description: 'Name to log in with.' }),
        tags: z.array(z.string()).default([]).meta({ description: 'Words.' }),
      }),
    ),
    part('start', z.object({ port: z.number().default(3000) })),
  ]);
  expect(text.slice(text.indexOf('# ---'))).toBe(`# -------- ingest --------

# Where deliveries wait. Read by ingest, worker. Required. Secret.
QUEUE=

# Port. Read by ingest, start.
# PORT=3000

# -------- worker --------

# Name to log in with. Required.
USER=

# Words.
# TAGS=
`);
});

it('a long description goes over several lines, each of them a comment', () => {
  const description = Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ');
  const text = renderEnvFile([
    part('ingest', z.object({ word: z.string().optional().meta({ description }) })),
  ]);
  const lines = text.slice(text.indexOf('# ---')).trimEnd().split('\n').filter(Boolean);
  expect(lines.every((line) => line.startsWith('#') && line.length <= 125)).toBe(true);
  expect(text.replaceAll('\n# ', ' ')).toContain(description);
});
