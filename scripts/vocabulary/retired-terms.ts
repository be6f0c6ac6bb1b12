/** A word that used to be a term of this project, and the term that replaces it. */
export interface RetiredTerm {
  readonly term: string;
  readonly use: string;
  /** Its forms: matched against each whole word of a line, in lower case. `readTold` and `read_told` have the words `read` and `told`. */
  readonly pattern: RegExp;
  /** Also a word of ordinary English, which prose may use: found only in names of code, files, columns and settings. */
  readonly isOrdinary?: true;
}

/** In the order of the glossary's table. */
export const RETIRED_TERMS: readonly RetiredTerm[] = [
  {
    term: 'tell',
    use: '`publish`; of a provider: `state`, `report`',
    pattern: /^(un)?tell(s|er|ers|ing)?$/,
    isOrdinary: true,
  },
  {
    term: 'told',
    use: '`published`, `published state`; of a provider: `stated`, `reported`',
    pattern: /^(un)?told$/,
  },
  { term: 'hear', use: '`receive`', pattern: /^hear(s|ing)?$/, isOrdinary: true },
  { term: 'heard', use: '`published`, `received`, `mentioned`', pattern: /^(un|over)?heard$|^hearsay$/ },
  { term: 'ear', use: '`listener`', pattern: /^ears?$/ },
  { term: 'standing', use: '`snapshot`, `current rows`, `status`', pattern: /^standings?$/ },
  { term: 'tie', use: '`link`; of events of one time: `simultaneous`', pattern: /^(un)?tie[sd]?$|^tying$/ },
  { term: 'facet', use: '`aspect`', pattern: /^facets?$/ },
  { term: 'moment', use: '`instant`, `time`', pattern: /^moments?$/ },
  {
    term: 'patient',
    use: '`deployment` (doctor); `timeout`, `time limit`',
    pattern: /^(im)?patien(t|ts|ce|tly)$/,
  },
  { term: 'hold', use: '`authorization`', pattern: /^holds?$/, isOrdinary: true },
  { term: 'transmission', use: '`delivery`, `delivery ref`', pattern: /^transmissions?$/ },
  { term: 'book', use: '`published index`', pattern: /^books?$/, isOrdinary: true },
  { term: 'learnt', use: '`inferred`, `known`', pattern: /^learnt$/ },
  { term: 'crowd', use: '`many workers`', pattern: /^crowd(s|ed)?$/, isOrdinary: true },
  { term: 'twisted', use: '`altered`', pattern: /^twist(s|ed)?$/ },
];

/** Where a retired term means something else. */
export const EXCEPTIONS: readonly {
  readonly term: string;
  readonly path: RegExp;
  readonly text?: RegExp;
  readonly why: string;
}[] = [
  {
    term: 'transmission',
    path: /^packages\/providers\/src\/paypal\//,
    why: 'PayPal’s own name of its header',
  },
  {
    term: 'transmission',
    path: /./,
    text: /paypal-transmission-|(PayPal's|webhook id, the) transmission id/gi,
    why: 'PayPal’s own name of its header',
  },
  {
    term: 'hold',
    path: /./,
    text: /\bon_hold\b|payment_hold_status|place-a-hold/gi,
    why: 'words of providers',
  },
  {
    term: 'standing',
    path: /^packages\/providers\/src\/razorpay\//,
    text: /standing instructions?/gi,
    why: 'the banks’ term',
  },
  {
    term: 'book',
    path: /^(packages\/events\/src\/versioned-format|apps\/worker\/(src|test)\/.*)\.test\.ts$/,
    why: 'an article of a shop, a made-up format',
  },
];
