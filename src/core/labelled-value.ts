interface Span {
  start: number;
  end: number;
}

/** Where the value that stands after a name begins and ends; without its quotes. `name` is in lower case. */
export function endOfValue(text: string, at: number, name: string): Span {
  const quote = /^(\\*)(["'`])/.exec(text.slice(at, at + 10));
  if (quote) {
    const [open, slashes = '', mark = ''] = quote;
    const start = at + open.length;
    return { start, end: endOfQuoted(text, start, mark, slashes.length) };
  }
  if (text[at] === '{' || text[at] === '[') return { start: at, end: endOfBrackets(text, at) };
  if (name.startsWith('cookie')) return { start: at, end: endOfLine(text, at) };
  if (name.startsWith('authorization')) return authorization(text, at);
  return { start: at, end: endOfBare(text, at) };
}

/** A text that was cut off has no closing quote: then all of it is the value. */
function endOfQuoted(text: string, start: number, mark: string, depth: number): number {
  for (let at = text.indexOf(mark, start); at >= 0; at = text.indexOf(mark, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text[at - slashes - 1] === '\\') slashes++;
    if (depth === 0 ? slashes % 2 === 0 : slashes <= depth) return at - (depth === 0 ? 0 : slashes);
  }
  return text.length;
}

function endOfBrackets(text: string, start: number): number {
  let open = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const letter = text[at];
    if (letter === '\\' && quoted) at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '{' || letter === '[')) open++;
    else if (!quoted && (letter === '}' || letter === ']') && --open === 0) return at + 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end < 0 ? text.length : at + end;
}

/** "Basic …" and "Bearer …" keep their scheme; of others the whole line is the value, for it has parameters. */
function authorization(text: string, at: number): Span {
  const scheme = /^(?:Bearer|Basic|Token)\s+/i.exec(text.slice(at, at + 20));
  if (!scheme) return { start: at, end: endOfLine(text, at) };
  const start = at + scheme[0].length;
  return { start, end: endOfBare(text, start) };
}

/** Up to a blank, `&` or `;`, without the brackets and the full stop of the sentence around it. */
function endOfBare(text: string, at: number): number {
  const length = text.slice(at).search(/[\s&;]/);
  let end = length < 0 ? text.length : at + length;
  while (end > at && `"'})].,`.includes(text[end - 1] ?? ' ')) end--;
  return end;
}
