// @ts-check
// The tail: new events on top of the table. It stops while the tab is hidden, while text is selected, and while the reader has scrolled away.

/** Rows that the table keeps. */
const MOST_ROWS = 500;

/**
 * @typedef {object} Line
 * @property {string} at
 * @property {string} time
 * @property {string} account
 * @property {{ text: string, tone: string, shape: string }} status
 * @property {string} type
 * @property {string} key
 * @property {string} what
 * @property {string} href
 */

const place = document.querySelector('#tail');
const state = document.querySelector('#tail-state');
const button = document.querySelector('#pause');
const body = document.querySelector('main tbody');

/** @type {EventSource | undefined} */
let source;
/** The last event that was received. */
let last = new URLSearchParams(address().split('?')[1]).get('last') ?? '';
let isPaused = false;
/** @type {Line[]} */
const waiting = [];

function address() {
  return place instanceof HTMLElement ? (place.dataset['stream'] ?? '') : '';
}

function open() {
  if (source || address() === '') return;
  const [path = '', query = ''] = address().split('?');
  const asked = new URLSearchParams(query);
  if (last !== '') asked.set('last', last);
  source = new EventSource(`${path}?${asked.toString()}`);
  source.addEventListener('message', (event) => {
    if (event.lastEventId !== '') last = event.lastEventId;
    waiting.push(JSON.parse(event.data));
    if (waiting.length > MOST_ROWS) waiting.shift();
    show();
  });
  source.addEventListener('missed', (event) => {
    say(`You missed ${event instanceof MessageEvent ? event.data : 'some'}: reload the page.`);
  });
  // The browser would ask again with the address of the beginning.
  source.addEventListener('error', () => {
    close();
    setTimeout(() => !document.hidden && open(), 3_000);
  });
  say('Live.');
}

function close() {
  source?.close();
  source = undefined;
}

function isReading() {
  return isPaused || window.scrollY > 200 || String(document.getSelection() ?? '') !== '';
}

function show() {
  if (isReading()) {
    say(`${waiting.length} newer: scroll up, or continue.`);
    return;
  }
  for (const line of waiting.splice(0)) body?.prepend(rowOf(line));
  for (const row of [...(body?.children ?? [])].slice(MOST_ROWS)) row.remove();
  say('Live.');
}

/** @param {Line} line */
function rowOf(line) {
  const row = document.createElement('tr');
  const time = document.createElement('time');
  time.dateTime = line.at;
  time.textContent = line.time;
  const link = document.createElement('a');
  link.href = line.href;
  link.className = 'row-link';
  const key = document.createElement('code');
  key.textContent = line.key;
  link.append(key);
  const status = document.createElement('span');
  status.className = `st ${line.status.tone}`;
  const shape = document.createElement('i');
  shape.setAttribute('aria-hidden', 'true');
  shape.textContent = line.status.shape;
  status.append(shape, line.status.text);
  row.append(cell('td', 'received', time), cell('td', 'account', line.account), cell('td', 'status', status));
  row.append(cell('td', 'type', line.type), cell('td', 'what', line.what), cell('th', 'key', link));
  return row;
}

/**
 * @param {'td' | 'th'} name
 * @param {string} label
 * @param {string | Node} content
 */
function cell(name, label, content) {
  const element = document.createElement(name);
  element.dataset['label'] = label;
  if (name === 'th') element.setAttribute('scope', 'row');
  element.append(content);
  return element;
}

/** @param {string} text */
function say(text) {
  if (state && state.textContent !== text) state.textContent = text;
}

function toggle() {
  isPaused = !isPaused;
  if (button) button.textContent = isPaused ? 'Continue' : 'Pause';
  show();
}

if (button instanceof HTMLButtonElement) {
  button.hidden = false;
  button.addEventListener('click', toggle);
}
document.addEventListener('keydown', (event) => {
  const { target } = event;
  if (
    event.key !== ' ' ||
    !(target instanceof HTMLElement) ||
    target.matches('input, button, textarea, select')
  )
    return;
  event.preventDefault();
  toggle();
});
document.addEventListener('scroll', () => waiting.length > 0 && show(), { passive: true });
// HTTP/1.1 allows six connections to a host: a hidden tab gives its own back.
document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
open();
