/** The charts as SVG: bars of ratios, lines of growth. Plain text, so that a change shows in a diff. */
const STYLE = 'font-family="system-ui, sans-serif" font-size="13"';
const OURS = '#1f6feb';
const OTHER = '#8c959f';

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function svg(heading, width, height, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${STYLE}>
<title>${escaped(heading)}</title>
<rect width="100%" height="100%" fill="white"/>
${parts.join('\n')}
</svg>
`;
}

const text = (x, y, words, more = '') => `<text x="${x}" y="${y}" ${more}>${escaped(words)}</text>`;

/** groups: [{title, rows: [{title, ratio, ours}]}]; shorter is better, the line is 1. */
export function bars(heading, groups) {
  const parts = [text(16, 26, heading, 'font-size="16" font-weight="600"')];
  const most = Math.max(1.2, ...groups.flatMap(({ rows }) => rows.map(({ ratio }) => Math.min(ratio, 5))));
  const scale = 460 / most;
  let y = 56;
  for (const { title, rows } of groups) {
    parts.push(text(16, y, title, 'font-weight="600"'));
    y += 10;
    const top = y;
    for (const { title: who, ratio, ours } of rows) {
      const width = Math.min(ratio, 5) * scale;
      parts.push(text(150, y + 14, who, 'text-anchor="end"'));
      parts.push(`<rect x="160" y="${y + 2}" width="${width.toFixed(1)}" height="15" fill="${ours ? OURS : OTHER}"/>`);
      parts.push(text(166 + width, y + 14, ratio.toFixed(2)));
      y += 20;
    }
    parts.push(
      `<line x1="${160 + scale}" x2="${160 + scale}" y1="${top}" y2="${y}" stroke="black" stroke-dasharray="3 3"/>`,
    );
    y += 26;
  }
  return svg(heading, 720, y, parts);
}

/** lines: [{title, ours, points: [[x, y]]}]; both axes logarithmic. */
export function lines(heading, xTitle, yTitle, data) {
  const [width, height, left, bottom] = [720, 380, 64, 330];
  const all = data.flatMap(({ points }) => points);
  const range = (values) => [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const [x0, x1] = range(all.map(([x]) => x));
  const [y0, y1] = range(all.map(([, y]) => y));
  const px = (x) => left + ((Math.log10(x) - x0) / (x1 - x0 || 1)) * (width - left - 150);
  const py = (y) => bottom - ((Math.log10(y) - y0) / (y1 - y0 || 1)) * (bottom - 60);
  const parts = [
    text(16, 26, heading, 'font-size="16" font-weight="600"'),
    text(left, height - 8, xTitle),
    text(16, 48, yTitle),
  ];
  for (const { title, ours, points } of data) {
    const color = ours ? OURS : OTHER;
    const path = points.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`);
    for (const [x, y] of points) {
      parts.push(`<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="3" fill="${color}"/>`);
      if (ours) parts.push(text(px(x) - 8, bottom + 20, x.toLocaleString('en')));
    }
    const [x, y] = points.at(-1);
    parts.push(text(px(x) + 8, py(y) + (ours ? 12 : -2), `${title} ${y.toLocaleString('en')}`));
  }
  return svg(heading, width, height, parts);
}
