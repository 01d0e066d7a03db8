/** One series of times, a value per label; undefined where nothing was measured. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

const COLOURS = ["#2f6f9f", "#d08a2e"];
const [WIDTH, LEFT, RIGHT, TOP, BAR] = [760, 170, 70, 64, 14];

/** Horizontal bars, grouped by label; `unit` follows each number. */
export function bars(title: string, labels: readonly string[], series: readonly Series[], unit: string): string {
  const group = BAR * series.length + 14;
  const height = TOP + labels.length * group + 8;
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), Number.MIN_VALUE);
  const parts = labels.flatMap((label, row) => {
    const top = TOP + row * group;
    return [
      text(LEFT - 10, top + (BAR * series.length) / 2 + 4, label, "end"),
      ...series.flatMap(({ values }, index) => {
        const value = values[row];
        if (value === undefined) return [];
        const width = (value / most) * (WIDTH - LEFT - RIGHT);
        const y = top + index * BAR;
        return [
          `<rect x="${LEFT}" y="${round(y)}" width="${round(Math.max(width, 1))}" height="${BAR - 2}" fill="${colour(index)}"/>`,
          text(LEFT + width + 6, y + BAR - 4, `${shown(value)} ${unit}`),
        ];
      }),
    ];
  });
  return frame(title, series, height, parts);
}

/** Lines over sizes, both axes logarithmic, so that proportional growth is a straight line. */
export function lines(title: string, sizes: readonly number[], series: readonly Series[], unit: string): string {
  const [height, left, bottom] = [360, 60, 320];
  const all = series.flatMap(({ values }) => values.filter((value) => value !== undefined && value > 0)) as number[];
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...all))), 10 ** Math.ceil(Math.log10(Math.max(...all)))];
  const place = (value: number, from: number, to: number, start: number, end: number): number =>
    start + (Math.log(value / from) / (Math.log(to / from) || 1)) * (end - start);
  const x = (size: number): number => place(size, sizes[0] ?? 1, sizes.at(-1) ?? 1, left + 20, WIDTH - RIGHT);
  const y = (value: number): number => place(value, low, high, bottom, TOP);
  const grid: string[] = [];
  for (let value = low; value <= high * 1.01; value *= 10) {
    grid.push(
      `<line x1="${left}" y1="${round(y(value))}" x2="${WIDTH - RIGHT}" y2="${round(y(value))}" stroke="#ddd"/>`,
      text(left - 6, y(value) + 4, `${shown(value)} ${unit}`, "end"),
    );
  }
  const drawn = series.flatMap(({ values }, index) => {
    const points = sizes.flatMap((size, at) => {
      const value = values[at];
      return value === undefined
        ? []
        : [{ at: `${round(x(size))},${round(y(value))}`, x: x(size), y: y(value), value }];
    });
    return [
      `<polyline points="${points.map(({ at }) => at).join(" ")}" fill="none" stroke="${colour(index)}" stroke-width="2"/>`,
      ...points.flatMap((point) => [
        `<circle cx="${round(point.x)}" cy="${round(point.y)}" r="3.5" fill="${colour(index)}"/>`,
        text(point.x + 7, point.y + (index === 0 ? 15 : -6), shown(point.value)),
      ]),
    ];
  });
  const axis = sizes.map((size) => text(x(size), bottom + 20, size.toLocaleString("en"), "middle"));
  return frame(title, series, height, [...grid, ...drawn, ...axis]);
}

/** Three digits, as the measurements are no more precise. */
export const shown = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2);

function frame(title: string, series: readonly Series[], height: number, parts: readonly string[]): string {
  const legend = series.flatMap(({ name }, index) => [
    `<rect x="${LEFT + index * 150}" y="36" width="12" height="12" fill="${colour(index)}"/>`,
    text(LEFT + index * 150 + 18, 46, name),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="22" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...legend,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

const text = (x: number, y: number, content: string, anchor = "start"): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;

const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? "";
const round = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (content: string): string =>
  content.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
