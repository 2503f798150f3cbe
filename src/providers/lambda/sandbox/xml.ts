import type { SandboxAnswer } from '../../../sandbox/kit/types.js';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

type Node = string | number | boolean | Node[] | { [name: string]: Node };

/** Elements of an object; an array repeats its element. */
function elements(name: string, value: Node): string {
  if (Array.isArray(value)) return value.map((one) => elements(name, one)).join('');
  const inner =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([key, one]) => elements(key, one))
          .join('')
      : escaped(String(value));
  return `<${name}>${inner}</${name}>`;
}

export function xml(status: number, root: string, value: Node, headers: Record<string, string> = {}): SandboxAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${elements(root, value)}`;
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}
