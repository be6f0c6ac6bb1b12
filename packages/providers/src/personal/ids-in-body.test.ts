import { expect, it } from 'vitest';
import { idsInBody } from './ids-in-body.ts';

const idsIn = (body: unknown) => [
  ...idsInBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))),
];

it.each([
  ['a text', { customer: 'cus_12345' }, 'cus_12345'],
  ['a short one under the key of an id', { customer_id: '7' }, '7'],
  ['a number under such a key', { orderId: 42 }, '42'],
  ['a number that JavaScript cannot hold', '{"id":12345678901234567890}', '12345678901234567890'],
  ['the end of a link', { href: 'https://api.example/v2/customers/cst_8wmq' }, 'cst_8wmq'],
  ['the end of a global id', { admin_graphql_api_id: 'gid://shopify/Order/5683912048732' }, '5683912048732'],
  ['a field of a form', 'id=tr_12345678', 'tr_12345678'],
  ['a word of what cannot be read', '{"customer":"cus_12345', 'cus_12345'],
])('%s may be an id', (_, body, id) => {
  expect(idsIn(body)).toContain(id);
});

it.each([
  ['an amount', { amount: 4242 }, '4242'],
  ['a quantity as text', { quantity: '7' }, '7'],
  ['a short word of what cannot be read', '{"amount":1234', '1234'],
])('%s is no id', (_, body, id) => {
  expect(idsIn(body)).not.toContain(id);
});
