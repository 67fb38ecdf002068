// Plain tables for people.

/**
 * Aligns cells in columns: text to the left, columns of numbers to the right.
 *
 * @param header - Names of the columns.
 * @param rows - Cells, as many a row as the header has.
 * @returns Lines, each ending with a newline.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const numeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[-−+]?[\d.]+$/.test(row[column] ?? '')),
  );
  return lines
    .map((line) => {
      const cells = widths.map((width, column) =>
        numeric[column] === true ? (line[column] ?? '').padStart(width) : (line[column] ?? '').padEnd(width),
      );
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
