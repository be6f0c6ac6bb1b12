const DEPTH = 100_000;

/** Bodies that only a holder of the secret can sign, and that no provider should send. */
export const ODD_BODIES: Readonly<Record<string, Buffer>> = {
  'duplicate keys': Buffer.from('{"id":"evt_a","id":"evt_b","type":"a","type":"b"}'),
  'a prototype': Buffer.from(
    '{"__proto__":{"id":"evt_p","polluted":true},"constructor":{"prototype":{"x":1}}}',
  ),
  'an id called __proto__': Buffer.from('{"id":"__proto__","type":"__proto__"}'),
  'invalid UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
  'a NUL': Buffer.from('{"id":"evt_\u0000","type":"a\u0000b"}'),
  'an escaped NUL': Buffer.from('{"id":"evt_\\u0000","type":"a\\u0000b"}'),
  'a lone surrogate': Buffer.from('{"id":"evt_\\ud800","type":"\\udfff"}'),
  'nesting, 100,000 deep': Buffer.from(`{"id":"evt_deep","data":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`),
  'brackets, 100,000 open': Buffer.from('['.repeat(DEPTH)),
  'an id of 100,000 letters': Buffer.from(`{"id":"${'a'.repeat(DEPTH)}","type":"${'b'.repeat(DEPTH)}"}`),
  'no body': Buffer.alloc(0),
  'exactly the limit': Buffer.alloc(1024 * 1024, 0x80),
};
