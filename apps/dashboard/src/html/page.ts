import type { Right, User } from '../access/user.ts';
import { hasRight } from '../access/user.ts';
import { command } from './command.ts';
import { type Content, html, type Html, nothing } from './html.ts';
import { href } from './href.ts';
import { keysDialog } from './keys-dialog.ts';
import { exactTimeElement } from './time.ts';

/** What a screen gives; the frame is the same for all. */
export interface PageContent {
  /** Of the page and of the browser's tab. */
  readonly title: string;
  /** What the heading shows instead of the title: `title` with a status beside it. */
  readonly heading?: Content;
  readonly body: Html;
  /** The words of the command that shows the same, without `payspool`: `['events', 'show', key]`. */
  readonly command?: readonly string[];
  /** Files of `assets/` that this page needs besides the common ones: `['tail.js']`. */
  readonly scripts?: readonly string[];
  /** For a filter that cannot be read: 400. */
  readonly status?: 200 | 400;
}

/** What the server knows about each page. */
export interface Frame {
  /** The name of the installation. */
  readonly title: string;
  readonly mode: 'live' | 'test';
  readonly user: User | undefined;
  /** The address of the page, for the place in the navigation. */
  readonly path: string;
  /** The address of the page's data; `undefined` if it has none. */
  readonly json: string | undefined;
  /** The addresses that exist. The navigation shows no others. */
  readonly routes: ReadonlyMap<string, Right>;
  /** The address of a file of `assets/`. */
  readonly asset: (name: string) => string;
  readonly now: Date;
}

interface Place {
  readonly href: string;
  readonly name: string;
  /** After `g`. */
  readonly key: string;
}

const PLACES: readonly Place[] = [
  { href: href.overview(), name: 'Overview', key: 'h' },
  { href: href.events(), name: 'Events', key: 'e' },
  { href: href.orders(), name: 'Orders', key: 'o' },
  { href: href.subscriptions(), name: 'Subscriptions', key: 's' },
  { href: href.reactions(), name: 'Reactions', key: 'r' },
  { href: href.failures(), name: 'Failures', key: 'f' },
  { href: href.drift(), name: 'Drift', key: 'd' },
  { href: href.refusals(), name: 'Refusals', key: 'x' },
  { href: href.operations(), name: 'Operations', key: 'p' },
];

const MORE_PLACES: readonly Place[] = [
  { href: href.money(), name: 'Money', key: 'm' },
  { href: href.tail(), name: 'Tail', key: 't' },
  { href: href.audit(), name: 'Audit', key: 'a' },
  { href: href.storage(), name: 'Storage', key: 'w' },
  { href: href.queues(), name: 'Queues', key: 'q' },
];

/** The whole page. */
export function pageFrame(content: PageContent, frame: Frame): Html {
  const { title, mode, user, asset, now } = frame;
  const scripts = ['copy.js', 'keys.js', ...(content.scripts ?? [])];
  return html`<!doctype html>
    <html lang="en" class="${mode}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${content.title} · ${title}${mode === 'test' ? ' (test)' : ''}</title>
        <link rel="icon" href="${asset('favicon.svg')}" />
        <link rel="stylesheet" href="${asset('dashboard.css')}" />
        ${scripts.map((name) => html`<script type="module" src="${asset(name)}"></script>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="name" href="/">${title}</a>
          <strong class="mode">${mode === 'live' ? 'LIVE' : 'test'}</strong>
          ${user ? findBox : nothing} ${user ? account(user) : nothing}
        </header>
        ${user ? navigation({ ...frame, user }) : nothing}
        <main id="main" tabindex="-1">
          <div class="heading"><h1>${content.heading ?? content.title}</h1></div>
          <div id="newer" class="newer" role="status" hidden></div>
          ${content.body}
        </main>
        <footer>
          ${content.command ? html`<p id="command"><span class="quiet">The same on the command line:</span> ${command(content.command)}</p>` : nothing}
          <p class="quiet">
            Made at ${exactTimeElement(now)}. All times are
            UTC.${frame.json === undefined ? nothing : html` <a href="${frame.json}">JSON</a>`}
            <button type="button" id="show-keys" hidden>Keys</button>
          </p>
        </footer>
        ${keysDialog([...PLACES, ...MORE_PLACES])}
      </body>
    </html> `;
}

const findBox = html`<form class="find" role="search" action="/find">
  <label class="sr" for="find">Find an id</label
  ><input
    id="find"
    name="id"
    placeholder="Find any id"
    autocomplete="off"
    spellcheck="false"
    maxlength="500"
    aria-keyshortcuts="/"
  /><button>Find</button>
</form>`;

const account = ({ name, role, via }: User): Html => {
  if (via === 'proxy') return html`<div class="who">${name} <small>${role}</small></div>`;
  return html`<details class="who">
    <summary>${name} <small>${role}</small></summary>
    <form method="post" action="${href.logout()}">
      <button>Log out</button> <button name="everywhere" value="yes">Log out everywhere</button>
    </form>
  </details>`;
};

function navigation({ path, routes, user }: Frame & { readonly user: User }): Html {
  const links = (places: readonly Place[]) =>
    places
      .filter((place) => {
        const right = routes.get(place.href);
        return right !== undefined && hasRight(user, right);
      })
      .map((place) => {
        const isHere =
          place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`);
        return html`<li>
          <a href="${place.href}" data-go="${place.key}" ${isHere ? html` aria-current="page"` : nothing}
            >${place.name}</a
          >
        </li>`;
      });
  return html`<nav class="places" aria-label="Main">
    <ul>
      ${links(PLACES)}
    </ul>
    <ul class="more">
      ${links(MORE_PLACES)}
    </ul>
  </nav>`;
}
