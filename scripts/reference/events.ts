import { CanonicalEvent, EVENT_TYPES } from '../../packages/events/src/index.ts';
import type { z } from 'zod';
import { describeField } from './configuration.ts';

const SUBJECTS: Readonly<Record<keyof typeof EVENT_TYPES, string>> = {
  order: 'An order: one purchase.',
  payment: 'One attempt to pay. `payment.linked` only connects references.',
  refund: 'Money that goes back to the customer.',
  dispute: 'Money that the customer claims back through their bank or the provider.',
  subscription: 'A snapshot: a present field replaces the old value, an absent field does not change it.',
};

/** `docs/reference/events.md` from the schemas of the canonical events. */
export function renderEvents(): string {
  const sections = Object.entries(SUBJECTS).map(([subject, note]) => {
    const types = EVENT_TYPES[subject as keyof typeof EVENT_TYPES] as readonly string[];
    const schema = CanonicalEvent.options.find((option) =>
      option.shape.type.options.some((type) => types.includes(type)),
    );
    if (!schema) throw new Error(`no schema for ${subject}`);
    const rows = Object.entries(schema.shape as z.ZodRawShape)
      .filter(([field]) => field !== 'type')
      .map(([field, type]) => {
        const { description, optional } = describeField(type as z.ZodType);
        return `| \`${field}\` | ${optional ? '' : 'always'} | ${description} |`;
      });
    return [
      `## ${subject}`,
      note,
      types.map((type) => `\`${type}\``).join(' · '),
      ['| field | | |', '|---|---|---|', ...rows].join('\n'),
    ].join('\n\n');
  });
  return [INTRODUCTION, ...sections].join('\n\n') + '\n';
}

const INTRODUCTION = `# Canonical events

<!-- Generated from packages/events by \`pnpm reference\`. Do not edit. -->

Payspool turns providers' events into canonical events, and computes orders and subscriptions from them. This is the closed list. They are kept
in \`events.canonical\`, hold no personal data beyond the provider's customer reference, and outlive the raw body. References connect
the events of one purchase.`;
