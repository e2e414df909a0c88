/** One cell of a feature map: what it reads in each channel below, and how that adds up. */

import { element } from "../attention/nodes.js";
import { contrastingInk, fillFor } from "../charts/colour.js";
import { arithmetic } from "../convolution/arithmetic.js";
import { t } from "../i18n.js";
import { exactText, shown, shownWithin, typeset } from "../numbers.js";
import { place } from "./flow.js";
import { lineOf } from "./parts.js";

/**
 * @typedef {import("./stages.js").Stage} Stage
 * @typedef {import("./heat.js").Range} Range
 * @typedef {{paint: import("./heat.js").Heat, palette: import("../theme.js").Palette,
 *   inputs: Range, weights: Range, products: Range}} Colours
 */

/** Of a vector, so many products are written out. */
const MOST_TERMS = 12;
/** More channels than these are drawn smaller. */
const MANY = 8;

/**
 * @param {{parts: HTMLElement, numbers: HTMLElement, line: HTMLElement, products: HTMLElement}} roots
 * @param {(channel: number) => void} onChannel
 */
export function createCell({ parts: root, numbers, line, products: productsLine }, onChannel) {
  /** @type {HTMLButtonElement[]} */
  let cards = [];

  /**
   * @param {{stage: Stage, below: Stage, planes: import("./stages.js").Plane[],
   *   making: import("./parts.js").Making, colours: Colours, chosen: number}} what
   *   planes: of the stage below; chosen: the channel below whose numbers are written out
   */
  function show({ stage, below, planes, making, colours, chosen }) {
    line.textContent = lineOf(stage, making).text;
    cards = making.parts.map((part) => card(part, below, planes[part.channel], making.window, colours));
    const focused = root.contains(document.activeElement);
    root.replaceChildren(...cards);
    root.classList.toggle("net-parts--many", cards.length > MANY);
    root.classList.toggle("net-parts--one", cards.length === 1);
    cards.forEach((each, index) => {
      const channel = making.parts[index].channel;
      each.setAttribute("aria-pressed", String(channel === chosen));
      if (focused && channel === chosen) each.focus();
      each.addEventListener("click", () => onChannel(channel));
    });
    const part = making.parts.find(({ channel }) => channel === chosen) ?? making.parts[0];
    root.hidden = below.flat;
    numbers.hidden = stage.operation === "relu";
    if (below.flat && part.products) {
      productsLine.textContent = "";
      numbers.replaceChildren(terms(part, colours));
    } else write(part, colours);
  }

  /** @param {import("./parts.js").Part} part @param {Colours} colours */
  function write(part, colours) {
    const pieces = [grid(t("network.window"), part.window, colours.inputs, colours.palette)];
    if (part.kernel && part.products) {
      pieces.push(
        sign("×"), grid(t("network.kernel"), part.kernel, colours.weights, colours.palette),
        sign("="), grid(t("network.products"), part.products, colours.products, colours.palette),
      );
      const text = arithmetic(part.window, part.kernel, null, part.sum);
      productsLine.textContent = text.text;
      productsLine.title = text.exact;
    } else {
      productsLine.textContent = "";
      productsLine.title = "";
    }
    numbers.replaceChildren(...pieces);
  }

  return { show };
}

const sign = (/** @type {string} */ text) => {
  const made = element("span", "net-sign", text);
  made.setAttribute("aria-hidden", "true");
  return made;
};

/**
 * A channel below: its map with the window, then window, kernel and products as colours, their sum.
 * @param {import("./parts.js").Part} part @param {Stage} below @param {import("./stages.js").Plane} plane
 * @param {import("../geometry.js").Block} window @param {Colours} colours
 */
function card({ channel, window: cells, kernel, products, sum }, below, plane, window, colours) {
  const mark = element("i", "net-mark");
  place(mark, below, window);
  const map = element("span", "net-part__map", canvas(plane, colours.inputs, colours), mark);
  map.style.aspectRatio = `${below.columns} / ${below.rows}`;
  const made = /** @type {HTMLButtonElement} */ (element("button", "net-part", map));
  made.type = "button";
  const whole = cells.length === plane.length && cells[0].length === plane[0].length;
  if (!whole && cells.length > 1) made.append(canvas(cells, colours.inputs, colours));
  if (kernel && products) {
    made.append(sign("×"), canvas(kernel, colours.weights, colours),
      sign("="), canvas(products, colours.products, colours));
  }
  const written = typeset(shown(sum, 3).text);
  const total = element("span", "net-part__sum", written);
  total.title = exactText(sum);
  made.append(total);
  made.setAttribute("aria-label", below.layer && !below.flat
    ? t("network.part", { layer: below.name, channel, sum: written })
    : t("network.part_whole", { layer: below.name, sum: written }));
  return made;
}

/** @param {import("./stages.js").Plane} plane @param {Range} range @param {Colours} colours */
function canvas(plane, range, { paint }) {
  const made = document.createElement("canvas");
  made.style.aspectRatio = `${plane[0].length} / ${plane.length}`;
  paint(made, plane, range);
  return made;
}

/**
 * Of a vector: the products that weigh most, and what all others add up to.
 * @param {import("./parts.js").Part} part @param {Colours} colours
 */
function terms({ window, kernel, sum }, { products, palette }) {
  const weights = (kernel ?? []).flat();
  const all = window.flat()
    .map((value, unit) => ({ unit, value, weight: weights[unit], product: value * weights[unit] }))
    .sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const most = all.slice(0, MOST_TERMS);
  const reach = Math.abs(most[0].product) || products.reach;
  const [[, low], , [, high]] = palette.signedScale;
  const rows = most.map(({ unit, value, weight, product }) => {
    const bar = element("i", "net-term__bar");
    bar.style.width = `${(100 * Math.abs(product)) / reach}%`;
    bar.style.background = product < 0 ? low : high;
    const written = element("span", "", typeset(`${shown(value).text} x ${shown(weight).text}`));
    written.title = `${exactText(value)} x ${exactText(weight)} = ${exactText(product)}`;
    return element("li", "net-term", element("span", "net-term__unit", t("network.unit", { unit })),
      written, element("b", "", typeset(shown(product).text)), element("span", "net-term__track", bar));
  });
  const rest = sum - most.reduce((total, { product }) => total + product, 0);
  return element("div", "net-terms", element("ol", "", ...rows), element("p", "net-terms__rest",
    t("network.rest", { count: all.length - most.length, sum: typeset(shown(rest).text) })));
}

/**
 * Numbers in coloured cells, every digit on pointing.
 * @param {string} caption @param {number[][]} values @param {Range} range
 * @param {import("../theme.js").Palette} palette
 */
function grid(caption, values, { reach, signed }, palette) {
  const scale = {
    colorscale: signed ? palette.signedScale : palette.weightScale,
    low: signed ? -reach : 0,
    high: reach,
  };
  const cells = values.flat().map((value) => {
    const bounded = Math.min(Math.max(value, scale.low), scale.high);
    const made = element("span", "", shownWithin(value, 5).text);
    made.style.background = fillFor(bounded, scale);
    made.style.color = contrastingInk(bounded, scale, palette);
    made.title = exactText(value);
    return made;
  });
  const held = element("div", "net-grid__cells", ...cells);
  held.style.gridTemplateColumns = `repeat(${values[0].length}, 1fr)`;
  return element("figure", "net-grid", element("figcaption", "", caption), held);
}
