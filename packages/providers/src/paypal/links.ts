import { z } from 'zod';

/** HATEOAS links. In refunds they are often the only place with the payment's id. */
export const Links = z
  .array(z.object({ href: z.string(), rel: z.string().nullish() }))
  .nullish()
  .transform((links) => links ?? undefined);
export type Links = z.output<typeof Links>;

const RESOURCES = {
  order: /\/v2\/checkout\/orders\/([A-Za-z0-9-]{1,64})$/,
  authorization: /\/v[12]\/payments\/authorizations?\/([A-Za-z0-9-]{1,64})$/,
  capture: /\/v[12]\/payments\/captures?\/([A-Za-z0-9-]{1,64})$/,
  sale: /\/v1\/payments\/sale\/([A-Za-z0-9-]{1,64})$/,
  refund: /\/v[12]\/payments\/refunds?\/([A-Za-z0-9-]{1,64})$/,
  payment: /\/v1\/payments\/payment\/([A-Za-z0-9-]{1,64})$/,
} as const;

type Kind = keyof typeof RESOURCES;

/** The id of another resource of that kind in the links (`up`, `sale`, `parent_payment`). */
export const linkedId = (links: Links, kind: Kind): string | undefined =>
  idsIn(links, kind, (rel) => rel !== 'self')[0];

/** The id of this resource in the links, if it is of that kind. */
export const ownId = (links: Links, kind: Kind): string | undefined =>
  idsIn(links, kind, (rel) => rel === 'self')[0];

const idsIn = (links: Links, kind: Kind, isMeant: (rel: string | undefined) => boolean): string[] =>
  (links ?? [])
    .filter(({ rel }) => isMeant(rel ?? undefined))
    .flatMap(({ href }) => RESOURCES[kind].exec(href)?.[1] ?? []);
