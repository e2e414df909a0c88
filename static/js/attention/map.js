/**
 * The whole model for the sentence that is translated, unrolled: a live drawing whose parts open a
 * readout. It is drawn for the width it has.
 */

import { t } from "../i18n.js";
import { svg } from "../svg.js";
import { unitsOf } from "../tokens.js";
import { drawDecoder } from "./map-decoder.js";
import { drawnIn } from "./map-drawn.js";
import { drawEncoder, nameOf } from "./map-encoder.js";
import { drawGiven } from "./map-given.js";
import { decoderSpots, layoutOf } from "./map-layout.js";
import { partsOf, written } from "./map-parts.js";
import { createPen, textMeasure } from "./map-pen.js";
import { readoutView } from "./map-readout.js";
import { drawStep } from "./map-step.js";
import { byId } from "./nodes.js";
import { rovingList } from "./roving.js";
import { drawnInSight } from "./sight.js";

/**
 * @typedef {import("./map-parts.js").Part} Part
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {{source: string, target: string}} Languages
 * @typedef {{element: SVGElement, draw: ReturnType<typeof drawnIn>}} Group
 */

const FIRST_PART = "attention";
/** A drawing is no narrower. */
const LEAST_PX = 300;
/** What stays, what another step changes, and what moves along with it. */
const LAYERS = { fixed: 0, step: 1, moved: 2 };

/** @param {Record<string, string>} [attributes] @returns {Group} */
function group(attributes = {}) {
  const element = svg("g", attributes);
  return { element, draw: drawnIn(element) };
}

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
  const list = svg("g", { "aria-label": t("map.parts") });
  const [grounds, wires] = [0, 1].map(() =>
    Object.values(LAYERS).map(() => group({ "aria-hidden": "true" })));
  const below = [...grounds, ...wires].map(({ element }) => element);
  const picture = svg("svg", { class: "whole__svg" }, ...below, list);
  /** @type {Traced | null} */
  let trace = null;
  /** @type {Map<string, Part>} */
  let parts = new Map();
  /** Of each part a group a layer. @type {Map<string, Group[]>} */
  let groups = new Map();
  let encoderDrawn = "";
  /** @type {Languages} */
  let languages = { source: "", target: "" };
  /** @type {Paint | null} */
  let paint = null;
  let spot = { index: 0, key: 0 };
  let opened = FIRST_PART;
  /** Known without asking for a layout amid a step. */
  let width = 0;
  /** Where nothing is left out of a long sentence: it stays while what is looked at is in sight, and with it most of the drawing. */
  let around = { key: 0, step: 0 };

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
    [trace, languages, around] = [given, tags, { key: 0, step: 0 }];
    parts = new Map(partsOf(given, reach, vocabulary).map((part) => [part.id, part]));
    /** @type {SVGElement[]} */
    const options = [];
    groups = new Map([...parts.values()].map((part) => {
      const label = t("map.part", { name: nameOf(part), shape: written(part.shape) });
      const own = Object.values(LAYERS).map(() => group());
      const pieces = own.map(({ element }) => element);
      options.push(svg("g", { class: `whole__part is-${part.kind}`, "aria-label": label }, ...pieces));
      return [part.id, own];
    }));
    roving.draw(/** @type {any} */ (options));
    encoderDrawn = "";
    for (const button of byId("map-three").querySelectorAll("button")) {
      const part = parts.get(button.dataset.part);
      button.querySelector(".whole__shape").textContent = part ? written(part.shape) : "";
    }
  }

  /** The part that is open, in the drawing and in the readout. */
  function mark() {
    if (!trace || !paint) return;
    const part = parts.get(opened) ?? parts.get(FIRST_PART);
    if (!part) return;
    roving.mark([...parts.keys()].indexOf(part.id));
    readout.draw(part, trace, spot, languages, paint);
  }

  /** @param {import("./map-pen.js").Pen} pen @param {number} layer @param {number} [x] where its left edge is */
  function put(pen, layer, x = 0) {
    /** @param {Group} own @param {import("./map-drawn.js").Piece[]} pieces */
    const draw = (own, pieces) => {
      own.draw(pieces);
      if (x && pieces.length > 0) own.element.setAttribute("transform", `translate(${x} 0)`);
    };
    draw(grounds[layer], pen.ground);
    draw(wires[layer], pen.wires);
    for (const [id, own] of groups) draw(own[layer], pen.parts.get(id) ?? []);
  }

  function render() {
    if (!trace || !paint || !width) return;
    const sizes = {
      width: Math.max(width, LEAST_PX),
      source: trace.source.tokens.length,
      target: trace.steps.length,
      encoderLayers: trace.encoder.layers.length,
      decoderLayers: trace.initial.hidden.length,
      step: spot.index,
    };
    let layout = layoutOf({ ...sizes, around });
    const { index, key } = spot;
    const lacking = {
      key: !shows(layout.source, key),
      step: !shows(layout.target, index) || !shows(layout.target, Math.max(index - 1, 0)),
    };
    if (lacking.key || lacking.step) {
      around = { key: lacking.key ? key : around.key, step: lacking.step ? index : around.step };
      layout = layoutOf({ ...sizes, around });
    }
    const [source, target] = [trace.source, trace.target].map((side) =>
      unitsOf(side, "tokens").map(({ name }) => name));
    const scene = { trace, layout, parts, spot, languages, names: { source, target } };
    const { height, rows, levels, target: columns, ...fixed } = layout;
    const encoderNow = JSON.stringify(fixed);
    if (encoderDrawn !== encoderNow) {
      encoderDrawn = encoderNow;
      const fixedPen = createPen(measure, families);
      drawEncoder(fixedPen, scene);
      put(fixedPen, LAYERS.fixed);
    }
    const pen = createPen(measure, families);
    drawGiven(pen, scene);
    drawDecoder(pen, scene);
    const moved = createPen(measure, families);
    drawStep(moved, scene);
    for (const [name, value] of Object.entries({
      width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`,
    })) if (picture.getAttribute(name) !== String(value)) picture.setAttribute(name, String(value));
    put(pen, LAYERS.step);
    put(moved, LAYERS.moved, decoderSpots(layout, index).from);
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
  const redraw = drawnInSight(byId("map"), render);
  new ResizeObserver(([{ contentRect }]) => {
    width = Math.floor(contentRect.width);
    redraw();
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
      [spot, paint] = [{ index, key }, with_];
      redraw();
    },
  };
}

/** Whether a position is drawn by itself. @param {import("./map-layout.js").Place[]} places @param {number} at */
const shows = (places, at) => places.some(({ first, last }) => first === at && last === at);
