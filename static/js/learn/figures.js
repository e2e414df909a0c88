/**
 * The figures of one descent, and the step at which they stand.
 *
 * Input and target are drawn once; kernel, prediction, error and gradient with each step.
 *
 * @typedef {{row: number, column: number}} Cell
 * @typedef {import("./arithmetic.js").LearnStep} LearnStep
 * @typedef {{kernel: number, prediction: number, error: number, gradient: number}} Reach
 * @typedef {{request: import("./state.js").LearnRequest, target: number[][],
 *   target_kernel: number[][] | null, stable: boolean, diverged_at: number | null,
 *   curvature: {eigenvalues: number[], stable_rate: number | null, free_directions: number},
 *   step_count: number, losses: number[], reach: Reach}} Descent
 */

import { scaleBetween, scaleFor } from "../charts/grid.js";
import { createGridView } from "../convolution/grid-view.js";
import { sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { exactText, typeset } from "../numbers.js";
import { palette } from "../theme.js";
import { sidesFor } from "./sides.js";
import { createStrip } from "./strip.js";

const COMPARED = /** @type {const} */ (["prediction", "target", "error"]);
const MOVING = /** @type {const} */ (["kernel", "prediction", "error", "gradient"]);
const ALL = /** @type {const} */ (["input", "target", ...MOVING]);
/** @typedef {typeof ALL[number]} Name */

/**
 * @param {(id: string) => HTMLElement} find
 * @param {{onEdit: (which: "input" | "target", cell: Cell, value: number) => void,
 *   onWeight: (cell: Cell) => void, accepts: (value: number) => boolean}} options
 */
export function createFigures(find, { onEdit, onWeight, accepts }) {
  const stage = find("stage");
  /** @type {Descent | null} */
  let descent = null;
  /** @type {LearnStep | undefined} */
  let step;
  /** @type {Cell} */
  let weight = { row: 0, column: 0 };
  let waiting = false;

  const strip = createStrip(find("arithmetic"), pair);

  /** @param {Name} name @returns {number[][]} */
  const valuesOf = (name) => {
    if (!descent) return [[0]];
    if (name === "input") return descent.request.input;
    return name === "target" ? descent.target : /** @type {LearnStep} */ (step)[name];
  };

  const idle = {
    input: "edit_idle", target: "edit_idle", kernel: "gradient_idle", gradient: "gradient_idle",
    prediction: "compare_idle", error: "compare_idle",
  };

  /** @param {Name} name */
  function viewOf(name) {
    const given = name === "input" || name === "target";
    const weights = name === "kernel" || name === "gradient";
    return createGridView(find(`figure-${name}`), {
      describe: (cell) => t("learn.cell_value",
        { ...cell, value: typeset(exactText(valuesOf(name)[cell.row]?.[cell.column] ?? 0)) }),
      idle: () => t(`learn.${idle[name]}`),
      onPoint: (cell) => point(name, cell),
      onActivate: weights ? (cell) => choose({ ...cell }) : undefined,
      editing: given ? {
        label: (cell) => t("learn.cell", cell),
        wrong: (value) => t("learn.bad_cell", { value }),
        accepts,
        allowed: () => true,
        onCommit: (cell, value) => onEdit(name, cell, value),
      } : undefined,
    });
  }

  const views = /** @type {Record<Name, ReturnType<typeof viewOf>>} */ (
    Object.fromEntries(ALL.map((name) => [name, viewOf(name)])));

  /** @param {Cell} cell */
  const single = ({ row, column }) => ({ top: row, left: column, rows: 1, columns: 1 });

  /** The input cells that a weight meets, over all places. @param {Cell} cell */
  const met = ({ row, column }) =>
    ({ top: row, left: column, ...sizeOf(/** @type {Descent} */ (descent).target) });

  /** What belongs to the cell under the pointer. @param {Name} name @param {Cell | null} cell */
  function point(name, cell) {
    for (const each of ALL) views[each].overlay.hover([]);
    if (!cell || !descent) return;
    if (name === "kernel" || name === "gradient") {
      for (const each of /** @type {const} */ (["kernel", "gradient"])) views[each].overlay.hover([single(cell)]);
      views.input.overlay.hover([met(cell)]);
    } else if (name === "input") {
      views.input.overlay.hover([single(cell)]);
    } else {
      for (const each of COMPARED) views[each].overlay.hover([single(cell)]);
      const { rows, columns } = sizeOf(/** @type {LearnStep} */ (step).kernel);
      views.input.overlay.hover([{ top: cell.row, left: cell.column, rows, columns }]);
    }
  }

  /** One term of the gradient: an error and the input cell that the weight met. @param {Cell | null} at */
  function pair(at) {
    strip.pair(at);
    views.error.overlay.pair(at ? [single(at)] : []);
    views.input.overlay.pair(at
      ? [single({ row: at.row + weight.row, column: at.column + weight.column })] : []);
  }

  /** @param {Cell} cell */
  function choose(cell) {
    weight = cell;
    mark();
    write();
    onWeight(cell);
  }

  function mark() {
    if (!descent || !step) return;
    const { rows, columns } = sizeOf(step.kernel);
    weight = { row: Math.min(weight.row, rows - 1), column: Math.min(weight.column, columns - 1) };
    for (const name of /** @type {const} */ (["kernel", "gradient"])) views[name].overlay.window(single(weight));
    views.input.overlay.window(met(weight));
  }

  function write() {
    if (!descent || !step) return;
    const last = step.index === descent.step_count - 1;
    const next = last ? (descent.diverged_at === null ? "end" : "lost") : "on";
    strip.show(step, descent.request.input, weight,
      { rate: descent.request.learning_rate, next });
  }

  /** @param {readonly Name[]} names */
  async function draw(names) {
    if (!descent || !step) return;
    const colours = palette();
    const sides = sidesFor({
      width: stage.clientWidth, input: sizeOf(descent.request.input), output: sizeOf(descent.target),
      kernel: sizeOf(step.kernel),
    });
    const scales = scalesOf(descent, step, colours);
    const drawn = Promise.all(names.map((name) => views[name].draw({
      values: valuesOf(name), palette: colours, scale: scales[name],
      side: name === "kernel" || name === "gradient" ? sides.kernel : sides.grid,
      ticks: name !== "kernel" && name !== "gradient",
    })));
    mark();
    await drawn;
  }

  /** Of several steps between two pictures of the screen only the last is drawn. */
  function move() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw(MOVING);
    });
  }

  return {
    stage,
    strip,
    get weight() { return weight; },
    get descent() { return descent; },
    /** A new descent at one of its steps. @param {Descent} next @param {LearnStep} at @param {Cell} cell */
    show(next, at, cell) {
      [descent, step, weight] = [next, at, cell];
      draw(ALL);
      write();
    },
    /** @param {LearnStep} at */
    stepTo(at) {
      if (at === step) return;
      step = at;
      write();
      move();
    },
    redraw: () => draw(ALL),
  };
}

/**
 * One scale for a whole descent; where it diverges, one for each step, for nothing would be seen.
 * @param {Descent} descent @param {LearnStep} step @param {import("../theme.js").Palette} colours
 */
function scalesOf({ request, target, target_kernel, reach, stable }, step, colours) {
  const most = (/** @type {(number[][] | null)[]} */ ...grids) =>
    Math.max(...grids.flatMap((grid) => (grid ?? []).flat().map(Math.abs)));
  const signed = (/** @type {number} */ size) => scaleBetween([-(size || 1), size || 1], colours);
  const own = (/** @type {"kernel" | "prediction" | "error" | "gradient"} */ name) =>
    (stable ? reach[name] : most(step[name]));
  const compared = signed(Math.max(own("prediction"), most(target)));
  return {
    input: scaleFor(request.input, colours),
    kernel: signed(Math.max(own("kernel"), stable ? most(target_kernel) : 0)),
    prediction: compared,
    target: signed(Math.max(stable ? reach.prediction : 0, most(target))),
    error: signed(own("error")),
    gradient: signed(own("gradient")),
  };
}
