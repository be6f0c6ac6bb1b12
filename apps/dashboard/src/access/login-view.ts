import { html, nothing } from '../html/html.ts';
import { href } from '../html/href.ts';
import type { PageContent } from '../html/page.ts';

export const loginView = ({
  next,
  problem,
}: {
  readonly next: string;
  readonly problem: string | undefined;
}): PageContent => ({
  title: 'Log in',
  body: html`${problem === undefined ? nothing : html`<p class="notice bad" role="alert">${problem}</p>`}
    <form class="login" method="post" action="${href.login()}">
      <label>Name <input name="name" autocomplete="username" maxlength="255" required autofocus /></label>
      <label
        >Password
        <input name="password" type="password" autocomplete="current-password" maxlength="1024" required
      /></label>
      <input type="hidden" name="next" value="${next}" />
      <button class="main">Log in</button>
    </form>`,
});
