import { z } from 'zod';

/** HATEOAS links: in refunds the only place that names the capture. Not being able to read one is no reason to refuse the event. */
export const Links = z
  .array(z.object({ href: z.string(), rel: z.string() }))
  .optional()
  .catch(undefined);
export type Links = z.output<typeof Links>;

const RESOURCES = {
  order: /\/v2\/checkout\/orders\/([A-Za-z0-9-]{1,64})$/,
  authorization: /\/v[12]\/payments\/authorizations?\/([A-Za-z0-9-]{1,64})$/,
  capture: /\/v[12]\/payments\/captures?\/([A-Za-z0-9-]{1,64})$/,
  sale: /\/v1\/payments\/sale\/([A-Za-z0-9-]{1,64})$/,
} as const;

/** Id of the resource of that kind that the links name; `rel` narrows it (`up`: what this one came from). */
export function linkedId(links: Links, kind: keyof typeof RESOURCES, rel?: string): string | undefined {
  const hrefs = (links ?? []).filter((link) => rel === undefined || link.rel === rel);
  return hrefs.flatMap(({ href }) => RESOURCES[kind].exec(href)?.[1] ?? [])[0];
}
