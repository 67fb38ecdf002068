// Finished cells on disk, one file each. A file appears whole or not at all, so a run may be killed at any moment.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from '../experiment.js';
import { isMissing, writeWhole } from './files.js';
import type { CellIdentity } from './identity.js';
import type { Machine } from './provenance.js';

/** What is kept of a finished cell. */
export interface CellRecord {
  /** Version of this format. */
  readonly format: 1;
  /** Key that follows from the identity. */
  readonly key: string;
  /** What was computed. */
  readonly identity: CellIdentity;
  /** What computed it. */
  readonly machine: Machine;
  /** Time that it took, s. */
  readonly seconds: number;
  /** What came out. */
  readonly rows: readonly Row[];
}

/** A folder of finished cells. */
export interface CellStore {
  /** Folder of what cells keep between runs, see `RunFiles`; without one, nothing is kept. */
  readonly files?: string | undefined;
  /** Reads a cell; undefined when it is absent or its file is damaged. */
  read(key: string): Promise<CellRecord | undefined>;
  /** Keeps a cell. */
  write(record: CellRecord): Promise<void>;
  /** Reads all cells, ordered by key. */
  readAll(): Promise<readonly CellRecord[]>;
}

/**
 * Opens the cells of an output folder; the folder is made when the first cell is written.
 *
 * @param out - Output folder of a run.
 * @returns Its cells.
 */
export function openStore(out: string): CellStore {
  const folder = join(out, 'cells');
  const pathOf = (key: string): string => join(folder, `${key}.json`);
  const read = async (key: string): Promise<CellRecord | undefined> => parse(await textOf(pathOf(key)), key);
  return {
    files: join(out, 'files'),
    read,
    write: (record) => writeWhole(folder, pathOf(record.key), `${JSON.stringify(record)}\n`),
    async readAll() {
      const names = await namesIn(folder);
      const records: CellRecord[] = [];
      for (const name of names) {
        const record = await read(name.slice(0, -'.json'.length));
        if (record !== undefined) records.push(record);
      }
      return records;
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{32}\.json$/.test(name)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A file that is not a cell with this key counts as absent: the cell is then computed anew and the file replaced. */
function parse(text: string | undefined, key: string): CellRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<CellRecord> | null;
    const whole = value?.format === 1 && value.key === key && Array.isArray(value.rows);
    return whole ? (value as CellRecord) : undefined;
  } catch {
    return undefined;
  }
}
