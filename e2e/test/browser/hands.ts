import type { Locator, Page } from 'playwright-core';

/** How a person works a page. Each call leads to another page, and is counted. */
export interface Hands {
  readonly follow: (link: Locator) => Promise<void>;
  readonly press: (button: Locator) => Promise<void>;
  /** Searches in the box at the top of each page. */
  readonly find: (id: string) => Promise<void>;
  /** How many pages were asked for. */
  readonly steps: () => number;
}

/** Stops that a page may have before an element. */
const MOST_STOPS = 500;

export const HANDS = { 'by mouse': byMouse, 'by keyboard alone': byKeyboard } as const;

function byMouse(page: Page): Hands {
  return counted({
    go: (target) => target.first().click(),
    find: async (id) => {
      await page.getByLabel('Find an id').fill(id);
      await page.getByRole('button', { name: 'Find' }).click();
    },
  });
}

function byKeyboard(page: Page): Hands {
  const reach = async (target: Locator): Promise<void> => {
    const wanted = await target.first().elementHandle();
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await wanted?.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no Tab leads to ${target.toString()}`);
  };
  return counted({
    go: async (target) => {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    find: async (id) => {
      await page.keyboard.press('/');
      await page.keyboard.type(id);
      await page.keyboard.press('Enter');
    },
  });
}

function counted({
  go,
  find,
}: {
  readonly go: (target: Locator) => Promise<void>;
  readonly find: Hands['find'];
}): Hands {
  let steps = 0;
  const one = (target: Locator) => {
    steps += 1;
    return go(target);
  };
  return {
    follow: one,
    press: one,
    find: (id) => {
      steps += 1;
      return find(id);
    },
    steps: () => steps,
  };
}
