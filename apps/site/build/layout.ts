// The frame around every page. Links are relative throughout, so that the site works below any path.

/** A page of the site. */
export interface Page {
  /** Where it lies below the site's root, such as `guide/start.html`. */
  readonly path: string;
  /** Title without the site's name. */
  readonly title: string;
  /** Title in the menu, where it should be shorter. */
  readonly menu?: string | undefined;
  /** One sentence for search engines and lists. */
  readonly description: string;
  /** Heading of the menu that it is listed under. */
  readonly section: Section;
  /** Between `<main>` and `</main>`. */
  readonly html: string;
  /** Script of its demo, below the source folder; left out for pages without one. */
  readonly script?: string | undefined;
}

/** Headings of the menu, in its order. */
export const SECTIONS = ['Guide', 'Demos', 'Papers', 'Packages', 'Decisions'] as const;

/** A heading of the menu. */
export type Section = (typeof SECTIONS)[number];

const NAME = '@vsa';

/**
 * Path from one page to another.
 *
 * @param from - Path of the page that links.
 * @param to - Path below the root.
 * @returns A relative URL.
 */
export function relativeUrl(from: string, to: string): string {
  return `${'../'.repeat(from.split('/').length - 1)}${to}` || './';
}

/**
 * Writes text for HTML.
 *
 * @param text - Any text.
 * @returns The text with its special characters escaped.
 */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * Writes a whole document.
 *
 * @param page - The page.
 * @param pages - All pages, for the menu.
 * @returns HTML.
 */
export function documentOf(page: Page, pages: readonly Page[]): string {
  const to = (path: string): string => relativeUrl(page.path, path);
  const title = page.path === 'index.html' ? page.title : `${page.title} · ${NAME}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escapeHtml(page.description)}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${to('icon.svg')}" type="image/svg+xml">
<link rel="manifest" href="${to('site.webmanifest')}">
<link rel="stylesheet" href="/src/shell/style.css">
<script type="module" src="/src/shell/main.ts"></script>
${page.script === undefined ? '' : `<script type="module" src="/src/${page.script}"></script>`}
</head>
<body data-root="${to('')}">
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="${to('index.html')}"><img src="${to('icon.svg')}" alt="" width="28" height="28"> ${NAME}</a>
<button type="button" id="menu-button" aria-expanded="false" aria-controls="menu">Menu</button>
<span class="spacer"></span>
<a href="${to('api/index.html')}">Reference</a>
<label class="theme">Theme
<select id="theme"><option value="auto">auto</option><option value="light">light</option><option value="dark">dark</option></select>
</label>
</header>
<div class="frame">
<nav id="menu" aria-label="Pages">
${SECTIONS.map((section) => menuOf(section, page, pages)).join('\n')}
</nav>
<main id="main" tabindex="-1">
${page.html}
</main>
</div>
<footer><p>MIT licensed. Every number on these pages comes out of a committed result file.</p></footer>
</body>
</html>
`;
}

function menuOf(section: Section, current: Page, pages: readonly Page[]): string {
  const own = pages.filter((page) => page.section === section);
  if (own.length === 0) return '';
  const items = own.map((page) => {
    const here = page.path === current.path ? ' aria-current="page"' : '';
    return `<li><a href="${relativeUrl(current.path, page.path)}"${here}>${escapeHtml(page.menu ?? page.title)}</a></li>`;
  });
  return `<h2>${section}</h2>\n<ul>${items.join('')}</ul>`;
}
