// @ts-check
// On a list: says how many newer events there are. The rows do not move under the pointer; a link shows them.

const place = document.querySelector('#tail');
const box = document.querySelector('#newer');
const address = place instanceof HTMLElement ? (place.dataset['stream'] ?? '') : '';
// An older page, or a span of time that has ended, gets nothing newer.
const isFirst = !/[?&](?:older|newer)=/.test(location.search);

/** @type {EventSource | undefined} */
let source;
let count = 0;

function open() {
  if (source || address === '' || !isFirst) return;
  source = new EventSource(address);
  source.addEventListener('message', () => show(1));
  source.addEventListener('missed', (event) => show(event instanceof MessageEvent ? Number(event.data) : 1));
}

function close() {
  source?.close();
  source = undefined;
}

/** @param {number} more */
function show(more) {
  count += more;
  if (!(box instanceof HTMLElement)) return;
  const link = document.createElement('a');
  link.href = location.href;
  link.textContent = 'show';
  box.replaceChildren(`${count} newer: `, link);
  box.hidden = false;
}

document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
open();
