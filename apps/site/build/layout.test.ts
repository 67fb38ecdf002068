import { describe, expect, it } from 'vitest';
import { documentOf, escapeHtml, relativeUrl, type Page } from './layout.js';

const page = (path: string, title: string): Page => ({
  path,
  title,
  description: 'Says what it is.',
  section: 'Guide',
  html: `<h1>${title}</h1>`,
});

describe('layout', () => {
  it('links pages relative to one another', () => {
    const base = 'https://example.org/below/';
    for (const from of ['index.html', 'guide/a.html', 'packages/x/docs/b.html']) {
      for (const to of ['index.html', 'demos/c.html', 'api/index.html']) {
        expect(new URL(relativeUrl(from, to), `${base}${from}`).href).toBe(`${base}${to}`);
      }
    }
  });

  it('marks the page in the menu and escapes titles', () => {
    const pages = [page('guide/a.html', 'A & <b>'), page('guide/b.html', 'B')];
    const html = documentOf(pages[0] ?? page('', ''), pages);
    expect(html).toContain('<a href="../guide/a.html" aria-current="page">A &amp; &lt;b&gt;</a>');
    expect(html).toContain('<a href="../guide/b.html">B</a>');
    expect(html).toContain('<title>A &amp; &lt;b&gt; · @vsa</title>');
    expect(html.match(/aria-current/g)).toHaveLength(1);
  });

  it('escapes what HTML gives a meaning', () => {
    expect(escapeHtml('<a href="x">&</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;');
  });
});
