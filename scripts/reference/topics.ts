import type { z } from 'zod';
import {
  PAYLOAD_VERSION,
  type SubjectKind,
  SUBJECT_KINDS,
  topicNames,
  TOPICS,
} from '../../packages/events/src/index.ts';
import { describeField } from './configuration.ts';

/** `docs/reference/topics.md` from the topics and the schemas of their payloads. */
export function renderTopics(): string {
  return [INTRODUCTION, ...SUBJECT_KINDS.map(renderKind)].join('\n\n') + '\n';
}

function renderKind(kind: SubjectKind): string {
  const names = topicNames.filter((name) => name.startsWith(`${kind}.`));
  const rows = names.map((name) => `| \`${name}\` | ${TOPICS[name].means} |`);
  const shape = TOPICS[names[0] ?? 'order.paid'].schema.shape as Readonly<Record<string, z.ZodType>>;
  const snapshot = shape[kind] as z.ZodObject | undefined;
  return [
    `## ${kind}`,
    ['| topic | |', '|---|---|', ...rows].join('\n'),
    `\`payload.${kind}\`: ${Object.keys(snapshot?.shape ?? {})
      .map((field) => `\`${field}\``)
      .join(', ')}. ${shape[kind] ? describeField(shape[kind]).description : ''}`,
  ].join('\n\n');
}

const common = Object.entries(TOPICS['order.paid'].schema.shape).filter(([field]) => field !== 'order');
const INTRODUCTION = `# Topics

<!-- Generated from packages/events by \`pnpm reference\`. Do not edit. -->

The closed list of transitions that Payspool publishes: one row in \`outbox\` per transition, written in the transaction that changed the order or
subscription. A state that was over before it could be published is not published. If a published state proves wrong, another topic
corrects it. How to react to them: [add a reaction](../how-to/add-a-reaction.md),
[forward transitions](../how-to/forward-transitions.md).

Every payload has these fields, and the one named below. Amounts are whole minor units: strings of digits in JSON, \`bigint\` in a reaction.

| field | |
|---|---|
${common.map(([field, schema]) => `| \`${field}\` | ${field === 'version' ? `Version of the payload, \`${PAYLOAD_VERSION}\`; an older payload is upgraded to it before a reaction gets it.` : describeField(schema as z.ZodType).description || `The event's ${field}.`} |`).join('\n')}

A \`…withdrawn\` topic has \`movedTo\` instead of a snapshot: the subject to which it belongs, or null.`;
