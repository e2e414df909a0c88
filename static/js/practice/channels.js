/** Input and output channels, and a line for each kernel plane between two of them: an SVG. */

import { t } from "../i18n.js";
import { svg } from "../svg.js";

/** @typedef {import("./geometry.js").Given} Given */

const WIDTH = 360;
const STEP = 26;
const PLANE = 18;
const TOP = 30;
/** Of more channels the middle is left out. */
const MOST = 12;
const FIRST = 8;
const LAST = 3;

/** Which channels are drawn, each with its place from the top. @param {number} count */
function drawn(count) {
  const cut = count > MOST;
  const kept = Array.from({ length: count }, (_, index) => index)
    .filter((index) => !cut || index < FIRST || index >= count - LAST);
  return { cut, channels: kept.map((index, place) => ({ index, place: cut && place >= FIRST ? place + 1 : place })) };
}

/** @param {HTMLElement} figure @param {Given} layer */
export function drawChannels(figure, { channels: [inputs, outputs], groups, kernel_size: [rows, columns], bias }) {
  const [left, right] = [drawn(inputs), drawn(outputs)];
  const rowsOf = (/** @type {ReturnType<typeof drawn>} */ side) => side.channels.length + Number(side.cut);
  const tall = Math.max(rowsOf(left), rowsOf(right)) * STEP;
  const height = TOP + tall + 52;
  const drawing = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`, role: "img", class: "practice-planes",
    "aria-label": t("practice.channels_picture", { inputs, outputs, rows, columns }),
  });
  const [fromX, toX] = [36, WIDTH - 60];
  const y = (/** @type {ReturnType<typeof drawn>} */ side, /** @type {number} */ place) =>
    TOP + (tall - rowsOf(side) * STEP) / 2 + place * STEP + STEP / 2;
  let path = "";
  for (const output of right.channels) {
    for (const input of left.channels) {
      const own = Math.floor(input.index / (inputs / groups)) === Math.floor(output.index / (outputs / groups));
      if (own) path += `M${fromX + PLANE / 2} ${y(left, input.place)}L${toX - PLANE / 2} ${y(right, output.place)}`;
    }
  }
  drawing.append(svg("path", { d: path, class: "practice-planes__line" }));
  for (const [side, x] of /** @type {const} */ ([[left, fromX], [right, toX]])) {
    for (const { place } of side.channels) {
      drawing.append(svg("rect", {
        x: x - PLANE / 2, y: y(side, place) - PLANE / 2, width: PLANE, height: PLANE, class: "practice-planes__plane",
      }));
      if (bias && side === right) {
        drawing.append(svg("circle", { cx: x + 20, cy: y(side, place), r: 4, class: "practice-planes__bias" }));
      }
    }
    if (side.cut) drawing.append(svg("text", { x, y: y(side, FIRST) + 4, "text-anchor": "middle" }, "⋮"));
  }
  drawing.append(
    svg("text", { x: fromX, y: 16, "text-anchor": "middle" }, t("practice.channels_in", { count: inputs })),
    svg("text", { x: toX, y: 16, "text-anchor": "middle" }, t("practice.channels_out", { count: outputs })),
    svg("text", { x: WIDTH / 2, y: height - 26, "text-anchor": "middle" }, t("practice.channels_line", { rows, columns })),
  );
  if (bias) {
    drawing.append(svg("text", { x: WIDTH / 2, y: height - 6, "text-anchor": "middle" }, t("practice.channels_dot")));
  }
  figure.replaceChildren(drawing);
}
