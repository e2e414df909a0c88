/** What is said of one part of the drawing: what it is, its shape, its formula, its numbers. */

import { t } from "../i18n.js";
import { unitsOf } from "../tokens.js";
import { formula } from "./formulas.js";
import { nameOf } from "./map-encoder.js";
import { written } from "./map-parts.js";
import { acting, byId, quoted, tNodes } from "./nodes.js";
import { vectorStrip, written as number } from "./strips.js";

/**
 * @typedef {import("./map-parts.js").Part} Part
 * @typedef {import("./map-parts.js").Spot} Spot
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./trace.js").Traced} Traced
 */

const FIRST_NUMBERS = 5;
/** Parts whose row belongs to a source token rather than to a step. */
const OF_TOKENS = ["embedding", "forward", "backward", "memory", "keys"];

export function readoutView() {
  const home = byId("map-home");
  /** @type {Part | null} */
  let part = null;
  /** @type {import("./strips.js").Strip | null} */
  let strip = null;

  acting(home, () => {
    const shown = part && document.getElementById(part.home);
    if (!shown) return;
    shown.scrollIntoView({ block: "center" });
    const stop = shown.querySelector('[tabindex="0"]');
    if (!stop) shown.tabIndex = -1;
    /** @type {HTMLElement} */ (stop ?? shown).focus({ preventScroll: true });
  });

  /** @param {Part} next */
  function open(next) {
    const name = nameOf(next);
    part = next;
    byId("map-part").textContent = name;
    byId("map-note").textContent = t(`map.${next.kind}_note${next.note && `_${next.note}`}`);
    byId("map-shape").textContent = written(next.shape);
    home.href = `#${next.home}`;
    strip = next.row && vectorStrip(name, next.symbol);
    byId("map-strip").replaceChildren(...(strip ? [strip.element] : []));
  }

  /**
   * @param {Part} next @param {Traced} trace @param {Spot} spot
   * @param {{source: string, target: string}} languages @param {Paint} paint
   */
  function draw(next, trace, spot, languages, paint) {
    if (next !== part) open(next);
    byId("map-formula").replaceChildren(...formula(next.formula(spot)));
    const { candidates } = trace.steps[spot.index];
    const row = next.row?.(spot) ?? null;
    if (row) strip?.draw(paint, row);
    const numbers = byId("map-numbers");
    if (row) {
      const values = row.flatMap(({ values: all }) => [...all.slice(0, FIRST_NUMBERS)]);
      const length = row.reduce((sum, { values: all }) => sum + all.length, 0);
      const few = values.slice(0, FIRST_NUMBERS).map(number);
      const where = placeOf(next, trace, spot, languages);
      numbers.replaceChildren(`${next.symbol} `, ...where, ` = (${few.join(", ")}${length > few.length ? ", …" : ""})`);
    } else if (next.kind === "probabilities") {
      numbers.replaceChildren(...candidates.slice(0, FIRST_NUMBERS).flatMap(({ token, probability }, i) =>
        [i ? " · " : "", quoted(token, languages.target), ` ${probability.toFixed(4)}`]));
    } else {
      numbers.replaceChildren();
    }
  }

  return { draw };
}

/**
 * The token or the step that a row of numbers belongs to.
 * @param {Part} part @param {Traced} trace @param {Spot} spot
 * @param {{source: string, target: string}} languages
 */
function placeOf({ kind }, trace, { index, key }, languages) {
  if (kind === "start") return [t("map.of_start")];
  const [side, at] = OF_TOKENS.includes(kind) ? ["source", key] : ["target", index];
  const { name } = unitsOf(trace[/** @type {"source" | "target"} */ (side)], "tokens")[at];
  const token = [quoted(name, languages[/** @type {"source" | "target"} */ (side)])];
  return side === "source" ? tNodes("map.of_token", { token }) : tNodes("map.of_step", { token, step: [String(index + 1)] });
}
