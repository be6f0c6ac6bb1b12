import type { z } from 'zod';
import {
  CanonicalEvent,
  EVENT_TYPES,
  PAYLOAD_FORMAT,
  topicNames,
  TOPICS,
} from '../../packages/events/src/index.ts';
import { DELIVERY_JOB_FORMAT, StoredDelivery } from '../../packages/queue/src/delivery-job.ts';
import { REACTION_JOB_FORMAT, StoredReaction } from '../../packages/queue/src/reaction-queue.ts';
import { sampleOf } from './sample-of.ts';
import { schemaFingerprint, storedSchema, type StoredSchema } from './stored-schema.ts';
import type { VersionedForms } from './version-record.ts';

/** A kind of stored data with versions, in this release. */
export interface StoredForms {
  readonly kind: 'payloads' | 'delivery' | 'reaction';
  readonly forms: VersionedForms;
  /** By name, two of each: one with all fields, one with only the required fields. */
  readonly samples: Readonly<Record<string, unknown>>;
}

export const STORED_FORMS: readonly StoredForms[] = [
  {
    kind: 'payloads',
    ...formsOf(Object.fromEntries(topicNames.map((topic) => [topic, TOPICS[topic].schema])), {
      label: (topic) => `payload of ${topic}`,
      version: 'PAYLOAD_VERSION (packages/events/src/topics.ts)',
      upgrades: 'packages/events/src/payload-upgrades.ts',
      format: PAYLOAD_FORMAT,
    }),
  },
  {
    kind: 'delivery',
    ...formsOf(
      { job: StoredDelivery },
      {
        label: () => 'delivery job',
        version: 'VERSION (packages/queue/src/delivery-job.ts)',
        upgrades: 'DELIVERY_JOB_FORMAT there',
        format: DELIVERY_JOB_FORMAT,
      },
    ),
  },
  {
    kind: 'reaction',
    ...formsOf(
      { job: StoredReaction },
      {
        label: () => 'reaction job',
        version: 'VERSION (packages/queue/src/reaction-queue.ts)',
        upgrades: 'REACTION_JOB_FORMAT there',
        format: REACTION_JOB_FORMAT,
      },
    ),
  },
];

function formsOf(
  schemas: Readonly<Record<string, z.ZodType>>,
  about: Omit<VersionedForms, 'schemas'>,
): Pick<StoredForms, 'forms' | 'samples'> {
  const entries = Object.entries(schemas);
  return {
    forms: {
      ...about,
      schemas: Object.fromEntries(entries.map(([name, schema]) => [name, schemaFingerprint(schema)])),
    },
    samples: Object.fromEntries(entries.map(([name, schema]) => [name, both(schema, name)])),
  };
}

/** The canonical events, as stored in `events.canonical`. */
export const eventSchema = (): StoredSchema => storedSchema(CanonicalEvent);

/** Two samples of each type of canonical event. */
export const eventSamples = () =>
  Object.fromEntries(
    Object.entries(EVENT_TYPES).flatMap(([subject, types]) =>
      types.map((type) => {
        const schema = CanonicalEvent.options.find(({ shape }) =>
          (shape.type.options as readonly string[]).includes(type),
        );
        if (!schema) throw new Error(`no canonical event is a ${subject}`);
        return [type, both(schema, type)];
      }),
    ),
  );

function both(schema: z.ZodType, name: string) {
  const words = [name, ...name.split('.')];
  return (['full', 'bare'] as const).map((fullness) => sampleOf(storedSchema(schema), { fullness, words }));
}
