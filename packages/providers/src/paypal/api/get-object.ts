import { type ApiAnswer, ApiRefusedError, type ApiRequest } from '../../contract/api-access.ts';
import { UnavailableError } from '../../contract/errors.ts';
import { observationBody } from '../../contract/observation.ts';
import { peekJson } from '../../contract/parse-body.ts';
import type { Observation } from '../../contract/provider-reads.ts';
import { ownEntry } from '../../contract/read-event.ts';
import { askPaypal, type PaypalAccess } from './api.ts';
import { ADDRESSES, type Kind, OBJECT_ID, TRIED } from './kinds.ts';

/**
 * Reads one object. The kinds that an id may have are tried in turn; the observation has the kind that was found.
 *
 * @returns `gone` if no kind has an object with that id
 * @throws {ApiRefusedError} as `callApi`, and without a request for an unknown kind or an id that PayPal cannot have
 * @throws {UnavailableError} as `callApi`, and for an answer that is not a JSON object
 */
export async function getObject(
  { kind, id }: { readonly kind: string; readonly id: string },
  access: PaypalAccess,
): Promise<Observation | 'gone'> {
  const kinds = ownEntry<readonly Kind[]>(TRIED, kind);
  if (!kinds) throw new ApiRefusedError(`PayPal has no objects of the kind ${kind}`, { status: 0 });
  if (!OBJECT_ID.test(id)) throw new ApiRefusedError(`not an id of PayPal: ${kind}`, { status: 0 });
  const addresses = kinds.flatMap((tried) => ADDRESSES[tried].map((address) => ({ ...address, tried })));
  for (const [index, { path, query, tried }] of addresses.entries()) {
    const request = { path: path + encodeURIComponent(id), ...(query && { query }) };
    const answer = await (index === 0 ? askPaypal(request, access) : askFurther(request, access));
    if (answer) return observe({ kind: tried, id }, answer);
  }
  return 'gone';
}

/**
 * Asks at a further address. Those of version 1 may refuse an id of another kind with 400 or 422, instead of 404
 * (paypal/PayPal-PHP-SDK issue 414).
 */
async function askFurther(request: ApiRequest, access: PaypalAccess): Promise<ApiAnswer | undefined> {
  try {
    return await askPaypal(request, access);
  } catch (error) {
    if (error instanceof ApiRefusedError && (error.status === 400 || error.status === 422)) return undefined;
    throw error;
  }
}

function observe(
  object: Pick<Observation, 'kind' | 'id'>,
  { askedAt, body, status }: ApiAnswer,
): Observation {
  if (!peekJson(body))
    throw new UnavailableError(
      `PayPal's API answered ${status} for the ${object.kind} with something that is not a JSON object`,
    );
  return { ...object, body: observationBody(object, { askedAt, answer: body }) };
}
