// @ts-check
// Shows how far an operation is, every two seconds while the page is seen, and loads the page again when it has finished.

const EVERY_MS = 2000;
const progress = document.querySelector('#op-progress[data-live]');

/**
 * Puts a text into an element, if it is there.
 *
 * @param {string} selector
 * @param {string} text
 */
function show(selector, text) {
  const element = document.querySelector(selector);
  if (element) element.textContent = text;
}

/** @param {string} address */
async function look(address) {
  if (!document.hidden) {
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' } });
      if (answer.redirected || !answer.ok) return;
      /** @type {{ status: string, done: string, total: string | null, isFinished: boolean }} */
      const now = await answer.json();
      if (now.isFinished) {
        location.reload();
        return;
      }
      show('#op-done', now.done);
      show('#op-status', now.status);
      const bar = progress?.querySelector('progress');
      if (bar && now.total !== null) {
        bar.max = Math.max(1, Number(now.total));
        bar.value = Number(now.done);
      }
    } catch {
      // The network is away: the next look may find it.
    }
  }
  setTimeout(() => void look(address), EVERY_MS);
}

if (progress instanceof HTMLElement && progress.dataset['live'] !== undefined) {
  const address = progress.dataset['live'];
  setTimeout(() => void look(address), EVERY_MS);
}
