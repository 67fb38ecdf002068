// Rows as comma-separated values (RFC 4180, but with plain newlines).

import type { Row } from '../experiment.js';

/**
 * Writes rows as CSV with a header line; the columns are the rows' fields in the order in which they first appear.
 *
 * @param rows - The rows; absent and null fields become empty.
 * @returns Text that ends with a newline; empty without rows.
 */
export function toCsv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(','));
  return `${[columns.map(field).join(','), ...lines].join('\n')}\n`;
}

function field(value: Row[string] | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
