import { describe, expect, it } from 'vitest';
import { type Content, html, type Html } from './html.ts';

const ATTACK = `"><script>alert('1')</script>`;
const text = (value: Html) => value.toString();

describe('a template', () => {
  it('escapes text in elements and attributes', () => {
    expect(text(html`<p title="${ATTACK}">${ATTACK}</p>`)).toBe(
      '<p title="&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;">&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;</p>',
    );
  });

  it('contains other templates, and lists of them, as they are', () => {
    const items = ['<a>', '<b>'].map((name) => html`<li>${name}</li>`);
    expect(text(html`<i>${items}</i>`)).toBe('<i><li>&#60;a&#62;</li><li>&#60;b&#62;</li></i>');
  });

  it('shows numbers, and nothing for what is absent', () => {
    expect(text(html`${0} ${10n}${false}${null}${undefined}${''}`)).toBe('0 10');
  });

  it('shows text that ends with an exclamation mark', () => {
    expect(text(html`<b>Stop! ${'<i>'}</b>`)).toBe('<b>Stop! &#60;i&#62;</b>');
    expect(text(html`${'Stop!'}${'<i>'}`)).toBe('Stop!&#60;i&#62;');
  });

  it.each<[string, (value: string) => Html]>([
    ['after an exclamation mark, which means HTML to the library', (value) => html`<p>!${value}</p>`],
    ['as an attribute without quotation marks', (value) => html`<p title=${value}></p>`],
    ['as the name of an element', (value) => html`<${value}></p>`],
    [
      'in a script',
      (value) =>
        html`<script>
          const a = '${value}';
        </script>`,
    ],
    [
      'in a style',
      (value) =>
        html`<style>
          ${value}
        </style>`,
    ],
    ['in a style attribute', (value) => html`<p style="color: ${value}"></p>`],
    ['as a part of an address', (value) => html`<a href="/events/${value}"></a>`],
    ['in a handler of events', (value) => html`<p onclick="${value}"></p>`],
  ])('refuses a value %s', (_, template) => {
    expect(() => template('a')).toThrow(TypeError);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', 'x', ''])(
    'refuses the address %j',
    (address) => {
      expect(() => html`<a href="${address}">x</a>`).toThrow('href.ts');
      expect(() => html`<form action="${address}"></form>`).toThrow('href.ts');
    },
  );

  it.each(['/events', '/events?q=a', '?older=1', '#main', 'https://dashboard.stripe.com/events/evt_1'])(
    'accepts the address %j',
    (address) => {
      expect(text(html`<a href="${address}">x</a>`)).toContain(address.replaceAll('=', '&#61;'));
    },
  );

  it('accepts no text that claims to be HTML', () => {
    const forged = { toString: () => ATTACK } as unknown as Html;
    expect(() => html`${forged}`).toThrow(TypeError);
    expect(() => html`${[forged]}`).toThrow(TypeError);
    expect(() => html`${[ATTACK] as unknown as Content}`).toThrow(TypeError);
  });
});
