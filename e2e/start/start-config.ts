import { explainQueueUrl } from '@payspool/queue';
import { fields } from '@payspool/runtime';
import { z } from 'zod';

/** The folder in which the operator's commands look by default. */
export const DEFAULT_DATA_DIR = '.data';

/** The settings of `start` itself; the apps that it starts read the rest of the environment. */
export const StartConfig = z.object({
  databaseUrl: fields.databaseUrl.optional(),
  queueUrl: fields.queueUrl.superRefine(explainQueueUrl).optional(),
  ingestPort: fields.port('Port of the webhook endpoints; 0 is any free one.', 3000),
  workerPort: fields.port("Port of the worker's health routes; 0 is any free one.", 3001),
  dashboardPort: fields.port('Port of the dashboard; 0 is any free one.', 3002),
  dataDir: z
    .string()
    .default(DEFAULT_DATA_DIR)
    .meta({ description: 'Folder of the embedded Postgres and the local secrets.' }),
});
