/**
 * The whole model for the sentence that is translated, unrolled: a live drawing whose parts open a
 * readout. It is drawn for the width it has, and only while it is near.
 */

import { t } from "../i18n.js";
import { svg } from "../svg.js";
import { unitsOf } from "../tokens.js";
import { drawDecoder } from "./map-decoder.js";
import { drawEncoder, nameOf } from "./map-encoder.js";
import { drawGiven } from "./map-given.js";
import { layoutOf } from "./map-layout.js";
import { partsOf, written } from "./map-parts.js";
import { createPen, textMeasure } from "./map-pen.js";
import { readoutView } from "./map-readout.js";
import { byId } from "./nodes.js";
import { rovingList } from "./roving.js";

/**
 * @typedef {import("./map-parts.js").Part} Part
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {{source: string, target: string}} Languages
 */

const FIRST_PART = "attention";
const NEAR = "200px";
/** A drawing is no narrower. */
const LEAST_PX = 300;

/**
 * @param {{seek: (index: number) => void, chooseKey: (j: number) => void,
 *   onPart: (id: string) => void}} acts
 *   told a step and a source token, from 0, and the id of a part
 */
export function mapView({ seek, chooseKey, onPart }) {
  const place = byId("map-picture");
  const readout = readoutView();
  const measure = textMeasure();
  const style = getComputedStyle(document.documentElement);
  const families = { ui: style.getPropertyValue("--font-ui"), prose: style.getPropertyValue("--font-prose") };
  const ground = svg("g", { "aria-hidden": "true" });
  const fixedWires = svg("g", { "aria-hidden": "true" });
  const wires = svg("g", { "aria-hidden": "true" });
  const list = svg("g", { "aria-label": t("map.parts") });
  const picture = svg("svg", { class: "whole__svg" }, ground, fixedWires, wires, list);
  /** @type {Traced | null} */
  let trace = null;
  /** @type {Map<string, Part>} */
  let parts = new Map();
  /** Of each part what stays the same and what belongs to the step. @type {Map<string, SVGElement[]>} */
  let groups = new Map();
  let encoderDrawn = "";
  /** @type {Languages} */
  let languages = { source: "", target: "" };
  /** @type {Paint | null} */
  let paint = null;
  let spot = { index: 0, key: 0 };
  let opened = FIRST_PART;
  let near = false;
  let stale = true;
  /** Known without asking for a layout amid a step. */
  let width = 0;
  /** The source token around which a long sentence is cut short: it stays while what is looked at is in sight, and with it the encoder's drawing. */
  let anchor = 0;

  const roving = rovingList(/** @type {any} */ (list), {
    choose: (at) => choose([...parts.keys()][at]),
  });

  /** @param {string} id */
  function choose(id) {
    opened = id;
    onPart(id === FIRST_PART ? "" : id);
    mark();
  }

  /** @param {Traced} given @param {import("./trace.js").Reach} reach @param {Languages} tags @param {number} vocabulary */
  function build(given, reach, tags, vocabulary) {
    [trace, languages, anchor] = [given, tags, 0];
    parts = new Map(partsOf(given, reach, vocabulary).map((part) => [part.id, part]));
    /** @type {SVGElement[]} */
    const options = [];
    groups = new Map([...parts.values()].map((part) => {
      const label = t("map.part", { name: nameOf(part), shape: written(part.shape) });
      const own = [svg("g", {}), svg("g", {})];
      options.push(svg("g", { class: `whole__part is-${part.kind}`, "aria-label": label }, ...own));
      return [part.id, own];
    }));
    roving.draw(/** @type {any} */ (options));
    encoderDrawn = "";
    for (const button of byId("map-three").querySelectorAll("button")) {
      const part = parts.get(button.dataset.part);
      button.querySelector(".whole__shape").textContent = part ? written(part.shape) : "";
    }
    stale = true;
  }

  /** The part that is open, in the drawing and in the readout. */
  function mark() {
    if (!trace || !paint) return;
    const part = parts.get(opened) ?? parts.get(FIRST_PART);
    if (!part) return;
    roving.mark([...parts.keys()].indexOf(part.id));
    readout.draw(part, trace, spot, languages, paint);
  }

  /** @param {import("./map-pen.js").Pen} pen @param {0 | 1} which @param {SVGElement} lines */
  function put(pen, which, lines) {
    lines.replaceChildren(...pen.wires);
    for (const [id, own] of groups) own[which].replaceChildren(...(pen.parts.get(id) ?? []));
  }

  function render() {
    if (!trace || !near || !stale || !width) return;
    stale = false;
    const sizes = {
      width: Math.max(width, LEAST_PX),
      source: trace.source.tokens.length,
      target: trace.steps.length,
      encoderLayers: trace.encoder.layers.length,
      decoderLayers: trace.initial.hidden.length,
      step: spot.index,
    };
    let layout = layoutOf({ ...sizes, key: anchor });
    if (!layout.source.some(({ first, last }) => first === spot.key && last === spot.key)) {
      anchor = spot.key;
      layout = layoutOf({ ...sizes, key: anchor });
    }
    const [source, target] = [trace.source, trace.target].map((side) =>
      unitsOf(side, "tokens").map(({ name }) => name));
    const scene = { trace, layout, parts, spot, languages, names: { source, target } };
    const { height, rows, levels, target: columns, ...fixed } = layout;
    const encoderNow = JSON.stringify(fixed);
    if (encoderDrawn !== encoderNow) {
      encoderDrawn = encoderNow;
      const pen = createPen(measure, families);
      drawEncoder(pen, scene);
      put(pen, 0, fixedWires);
    }
    const pen = createPen(measure, families);
    drawGiven(pen, scene);
    drawDecoder(pen, scene);
    for (const [name, value] of Object.entries({
      width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`,
    })) picture.setAttribute(name, String(value));
    ground.replaceChildren(...pen.ground);
    put(pen, 1, wires);
    mark();
  }

  list.addEventListener("click", ({ target }) => {
    const { step, token } = target instanceof SVGElement ? target.dataset : {};
    if (token !== undefined && Number(token) !== spot.key) chooseKey(Number(token));
    if (step !== undefined) seek(Number(step));
  });
  byId("map-three").addEventListener("click", (/** @type {Event} */ { target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.dataset.part) choose(button.dataset.part);
  });
  new IntersectionObserver((entries) => {
    near = entries[entries.length - 1].isIntersecting;
    render();
  }, { rootMargin: NEAR }).observe(byId("map"));
  new ResizeObserver(([{ contentRect }]) => {
    width = Math.floor(contentRect.width);
    stale = true;
    render();
  }).observe(place);
  place.append(picture);

  return {
    build,
    /** @param {string} id of the part to open; the first one's where it is "" */
    open(id) {
      opened = id || FIRST_PART;
      mark();
    },
    /** @param {number} index the step, from 0 @param {number} key the source token, from 0 @param {Paint} with_ */
    draw(index, key, with_) {
      [spot, paint, stale] = [{ index, key }, with_, true];
      render();
    },
  };
}
