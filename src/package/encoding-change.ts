const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * What two texts differ in when it is nothing but line ends and a byte order mark: "CRLF → LF", "BOM added". undefined:
 * they differ in more than that, or are no texts.
 */
export function encodingChange(before: Buffer, after: Buffer): string | undefined {
  if (before.includes(0) || after.includes(0)) return undefined;
  const [old, fresh] = [before, after].map(readText) as [Text, Text];
  if (old.plain !== fresh.plain) return undefined;
  const parts = [
    old.lineEnds === fresh.lineEnds ? undefined : `${old.lineEnds} → ${fresh.lineEnds}`,
    old.bom === fresh.bom ? undefined : fresh.bom ? 'BOM added' : 'BOM removed',
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'other line ends' : parts.join(', ');
}

interface Text {
  /** with LF, without a byte order mark */
  plain: string;
  lineEnds: string;
  bom: boolean;
}

function readText(content: Buffer): Text {
  const bom = content.subarray(0, BOM.length).equals(BOM);
  // Byte by byte: line ends are the same bytes in every encoding that a source is written in.
  const text = (bom ? content.subarray(BOM.length) : content).toString('latin1');
  const kinds = new Set(text.match(/\r\n?|\n/g));
  const [kind = '\n', another] = kinds;
  const names: Record<string, string> = { '\n': 'LF', '\r\n': 'CRLF', '\r': 'CR' };
  return { plain: text.replace(/\r\n?/g, '\n'), lineEnds: another ? 'mixed line ends' : (names[kind] ?? ''), bom };
}
