// JSON.parse keeps the last of two equal keys silently; a file with two tensors of one name must not pass.

/** The first key that an object of valid JSON text holds twice, at any depth; undefined when there is none. */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    // Outside strings only braces matter; a string is a key when a colon follows it.
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const start = at;
      at = closingQuote(json, start);
      if (nextVisible(json, at + 1) === ':') {
        const name = JSON.parse(json.slice(start, at + 1)) as string;
        const seen = open.at(-1);
        if (seen?.has(name)) return name;
        seen?.add(name);
      }
    }
  }
  return undefined;
}

/** Where the string that opens at `start` ends: at the first quote behind an even number of backslashes. */
function closingQuote(json: string, start: number): number {
  let at = json.indexOf('"', start + 1);
  for (;;) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at;
    at = json.indexOf('"', at + 1);
  }
}

/** The first character from `at` on that is not JSON's white space. */
function nextVisible(json: string, at: number): string | undefined {
  let place = at;
  while (' \t\n\r'.includes(json[place] ?? '!')) place += 1;
  return json[place];
}
