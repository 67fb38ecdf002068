// Markdown to HTML at build time: code is coloured here, so that a page needs no script for it.

import { fromHighlighter } from '@shikijs/markdown-it/core';
import matter from 'gray-matter';
import markdownIt from 'markdown-it';
import anchor from 'markdown-it-anchor';
import { createHighlighter } from 'shiki';

/** A markdown text as HTML, with what its first lines say. */
export interface Rendered {
  /** Between `<main>` and `</main>`. */
  readonly html: string;
  /** The front matter. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Text of the first heading, without markup. */
  readonly heading: string;
}

/** Says where a link of a source file leads in the site; undefined leaves its text without a link. */
export type LinkRule = (href: string) => string | undefined;

/** Renders a text whose links follow a rule. */
export type Renderer = (source: string, link: LinkRule) => Rendered;

const LANGUAGES = ['ts', 'sh', 'json', 'html'] as const;

/**
 * Prepares a renderer.
 *
 * @returns The renderer; pure from here on.
 */
export async function createRenderer(): Promise<Renderer> {
  const highlighter = await createHighlighter({
    themes: ['github-light-high-contrast', 'github-dark-high-contrast'],
    langs: [...LANGUAGES],
  });
  return (source, link) => {
    const { content, data } = matter(source);
    const markdown = markdownIt({ html: true, linkify: false });
    markdown.use(anchor, {
      level: [2, 3],
      permalink: anchor.permalink.headerLink({ safariReaderFix: true }),
    });
    markdown.use(
      fromHighlighter(highlighter, {
        themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
      }),
    );
    const html = markdown
      .render(content)
      .replaceAll(
        /<a href="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/g,
        (whole, href: string, rest: string, text: string) => {
          if (/^(#|https?:|mailto:)/.test(href)) return whole;
          const target = link(href);
          return target === undefined ? text : `<a href="${target}"${rest}>${text}</a>`;
        },
      )
      // Wide tables and code scroll in their own box, which the keyboard must reach.
      .replaceAll('<table>', '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>')
      .replaceAll('</table>', '</table></div>');
    return { html, data, heading: /^#\s+(.+)$/m.exec(content)?.[1]?.replaceAll(/[`*]/g, '') ?? '' };
  };
}
