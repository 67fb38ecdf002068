// Files that a demo's worker loads beside its script, once.

const loaded = new Map<string, Promise<Uint8Array>>();

/**
 * Loads a file.
 *
 * @param address - As Vite gives it for `?url`.
 * @returns Its bytes; the same promise for the same address, unless it failed.
 * @throws Error when the file cannot be had.
 */
export function fetchBytes(address: string): Promise<Uint8Array> {
  const known = loaded.get(address);
  if (known !== undefined) return known;
  const loading = load(address);
  loaded.set(address, loading);
  loading.catch(() => loaded.delete(address));
  return loading;
}

async function load(address: string): Promise<Uint8Array> {
  const answer = await fetch(address).catch((cause: unknown) => {
    throw new Error('The trained model could not be loaded; look at the network and reset.', { cause });
  });
  if (!answer.ok)
    throw new Error(`The trained model could not be loaded (${answer.status}); reset to try again.`);
  return new Uint8Array(await answer.arrayBuffer());
}
