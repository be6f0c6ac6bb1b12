// @ts-check
// Keys without Ctrl, Alt or Command. They move the real focus, so that Enter and screen readers work.
import { copyFrom } from './copy.js';

const OFF = 'payspool-keys-off';

/** What each key does. @type {Readonly<Record<string, () => void>>} */
const KEYS = {
  '/': () => focus('#find'),
  f: () => focus('#filter'),
  j: () => move(1),
  k: () => move(-1),
  o: () => click('.row-link', here() ?? document.body),
  x: () => click('input[type=checkbox]', here()),
  r: () => click('#newer a, #newer button'),
  '[': () => click('a[rel=prev]'),
  ']': () => click('a[rel=next]'),
  y: () => copy(here() ?? document.querySelector('main')),
  c: () => copy(document.querySelector('#command')),
  '?': () => openKeys(),
};

/** Whether `g` was pressed last. */
let goes = false;

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || !(target instanceof HTMLElement)) return;
  if (isField(target)) {
    if (key === 'Escape') target.blur();
    return;
  }
  if (localStorage.getItem(OFF) !== null || document.querySelector('dialog[open]')) return;
  if (goes) {
    goes = false;
    click(`[data-go="${CSS.escape(key)}"]`);
  } else if (key === 'g') {
    goes = true;
    setTimeout(() => (goes = false), 1500);
  } else if (Object.hasOwn(KEYS, key)) {
    KEYS[key]?.();
  } else {
    return;
  }
  event.preventDefault();
});

/** @param {HTMLElement} element */
function isField(element) {
  if (element instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(element.type);
  return element.matches('select, textarea, [contenteditable]');
}

/** The rows of the page's lists. */
function rows() {
  return [...document.querySelectorAll('main tbody tr, main [data-row]')];
}

/** The row with the focus. */
function here() {
  return document.activeElement?.closest('main tbody tr, main [data-row]') ?? null;
}

/** @param {number} by */
function move(by) {
  const all = rows();
  const at = all.findIndex((row) => row === here());
  const row = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  const link = row?.querySelector('a, button, input');
  if (link instanceof HTMLElement) link.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

/** @param {string} selector */
function focus(selector) {
  const field = document.querySelector(selector);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

/**
 * @param {string} selector
 * @param {ParentNode | null} [within]
 */
function click(selector, within = document) {
  const found = within?.querySelector(selector) ?? (selector === '.row-link' ? document.activeElement : null);
  if (found instanceof HTMLElement) found.click();
}

/** @param {Element | null} within */
function copy(within) {
  const button = within?.querySelector('[data-copy]');
  if (button instanceof HTMLElement) void copyFrom(button);
}

function openKeys() {
  const dialog = document.querySelector('#keys');
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
}

const show = document.querySelector('#show-keys');
if (show instanceof HTMLElement) {
  show.hidden = false;
  show.addEventListener('click', openKeys);
}
const on = document.querySelector('#keys-on');
if (on instanceof HTMLInputElement) {
  on.checked = localStorage.getItem(OFF) === null;
  on.addEventListener('change', () => {
    if (on.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, '1');
  });
}
