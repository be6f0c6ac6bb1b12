// @ts-check
// Buttons that copy a text. They are hidden in the page, because they need this script.

/**
 * Copies a text and says so in the button.
 *
 * @param {HTMLElement} button
 */
export async function copyFrom(button) {
  const text = button.dataset['copy'];
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'copied');
  } catch {
    // Browsers allow it only over HTTPS and on localhost.
    say(button, 'not allowed');
  }
}

/**
 * @param {HTMLElement} button
 * @param {string} word
 */
function say(button, word) {
  const before = button.dataset['label'] ?? button.textContent ?? '';
  button.dataset['label'] = before;
  button.textContent = word;
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener('click', () => void copyFrom(button));
}
