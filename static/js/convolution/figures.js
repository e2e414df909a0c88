/**
 * The figures of one computed layer, and the step at which they stand.
 *
 * Drawn once for a result; a step only moves marks, fills products and writes the strip.
 *
 * @typedef {{row: number, column: number}} Cell
 * @typedef {import("./result.js").Result} Result
 * @typedef {import("./scene.js").Scene} Scene
 */

import { cellSides, scaleBetween } from "../charts/grid.js";
import { paddedSize, sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { extent } from "../numbers.js";
import { palette } from "../theme.js";
import { written } from "./arithmetic.js";
import { after, roomFor, single, unreadBlocks } from "./blocks.js";
import { copiesOf } from "./copies.js";
import { createGridView } from "./grid-view.js";
import { createGuides } from "./guides.js";
import { createLedger } from "./ledger.js";
import { createMaps } from "./maps.js";
import { createMiddle } from "./middle.js";
import { isPooling } from "./operations.js";
import { createPointing } from "./pointing.js";
import { createProducts } from "./products.js";
import { inputPadding, outputPadding, readChannels, stepAt } from "./result.js";
import { createScatter } from "./scatter.js";
import { cellsOf, sceneOf } from "./scene.js";
import { createStrip } from "./strip.js";
import { inputCell, kernelCell, outputCell } from "./words.js";

/** A larger grid can be typed into where its cells are seen large enough. */
const EDITABLE_CELLS = 1024;
const EDITABLE_SIDE = 12;

/**
 * @param {Document} page
 * @param {{onEdit: (which: "input" | "kernel", place: {channel: number, output: number, row: number, column: number}, value: number) => void,
 *   onSeek: (step: number) => void, onLook: () => void, wrong: (typed: string) => string,
 *   accepts: (value: number) => boolean,
 *   brush: import("./brush.js").Brush}} options `brush`: paints cells of the input
 */
export function createFigures(page, { onEdit, onSeek, onLook, wrong, accepts, brush }) {
  const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (page.getElementById(id));
  const stage = find("stage");
  /** @type {Result | null} */
  let result = null;
  /** @type {Scene | null} */
  let scene = null;
  let step = 0;
  /** The channel that is looked at: of the input, or by input cell of the output. */
  let channel = 0;
  /** @type {ReturnType<typeof createScatter> | null} */
  let scatter = null;
  let colours = palette();
  let boxes = { input: zero(), products: zero(), output: zero() };
  /** One range for all steps and channels. */
  let ranges = { input: scale([]), kernel: scale([]), output: scale([]), products: scale([]) };

  const guides = createGuides(/** @type {any} */ (find("guides")), stage);
  const products = createProducts(find("products"), (element) => pointing.element(element));
  const middle = createMiddle(find);
  const ledger = createLedger(find("ledger"), lookAt);
  const maps = {
    input: createMaps(find("maps-input"), (at) => (result?.byInput ? goTo(at) : lookAt(at))),
    output: createMaps(find("maps-output"), (at) => (result?.byInput ? lookAt(at) : goTo(at))),
  };
  const strip = createStrip({
    line: /** @type {HTMLElement} */ (stage.parentElement?.querySelector(".line")),
    text: find("arithmetic"), note: find("rounded"), copy: find("copy"),
  }, (element) => pointing.element(element));

  const inside = (/** @type {Cell} */ { row, column }) => result !== null
    && row >= 0 && column >= 0 && row < result.input[0].length && column < result.input[0][0].length;
  const editable = () => result !== null && (input.side >= EDITABLE_SIDE
    || result.input[0].length * result.input[0][0].length <= EDITABLE_CELLS);
  /** Where a cell of a figure stands among what was typed. @param {Cell} cell @param {boolean} turned */
  function placeOfCell(cell, turned) {
    const { kernel } = /** @type {Result} */ (result).layer;
    const { inputChannel, outputChannel } = /** @type {Scene} */ (scene);
    return {
      channel: inputChannel,
      output: outputChannel,
      row: turned ? kernel.rows - 1 - cell.row : cell.row,
      column: turned ? kernel.columns - 1 - cell.column : cell.column,
    };
  }
  const editing = (/** @type {"input" | "kernel"} */ which) => ({
    label: (/** @type {Cell} */ cell) => t("convolution.cell", cell),
    wrong,
    accepts,
    allowed: () => which === "kernel" || editable(),
    onCommit: (/** @type {Cell} */ cell, /** @type {number} */ value) =>
      onEdit(which, placeOfCell(cell, which === "kernel" && Boolean(result?.flipped)), value),
  });
  const idle = (/** @type {string} */ key, /** @type {() => import("./grid-view.js").GridView} */ view) =>
    () => t(view().rounded ? "convolution.and_rounded" : "convolution.as_it_is", { text: t(`convolution.${key}`) });

  /** @type {import("./grid-view.js").GridView} */
  const input = createGridView(find("figure-input"), {
    describe: (cell) => (result && scene ? inputCell(result, scene.inputChannel, cell) : ""),
    idle: () => idle(result?.byInput ? "input_idle_paint" : editable() ? "input_idle_edit" : "input_idle",
      () => input)(),
    onPoint: (cell) => pointing.input(cell),
    editing: editing("input"),
    padded: true,
    zoom: seen,
    brush: brush && { ...brush, paint: (cells) => brush.paint(cells.filter(inside)) },
  });
  /** @type {import("./grid-view.js").GridView} */
  const kernel = createGridView(find("figure-kernel"), {
    describe: (cell) => (scene?.part.weights ? kernelCell(scene.part.weights, cell) : ""),
    idle: idle("kernel_idle", () => kernel),
    onPoint: (cell) => pointing.element(cell),
    editing: editing("kernel"),
  });
  /** @type {import("./grid-view.js").GridView} */
  const output = createGridView(find("figure-output"), {
    describe: (cell) => (result && scene
      ? outputCell(result, scene.outputChannel, cell, result.byInput || stepOf(cell) <= step) : ""),
    idle: () => idle(result?.byInput ? "output_idle_paint" : "output_idle", () => output)(),
    onPoint: (cell) => pointing.output(cell),
    onActivate: (cell) => { if (!result?.byInput) onSeek(stepOf(cell)); },
    zoom: seen,
  });
  const pointing = createPointing({ input, kernel, output, products, strip }, () =>
    (result && scene ? { result, scene } : null));

  /** The same cell in another channel of those that steps run through. @param {number} at */
  function goTo(at) {
    if (result && scene) onSeek(stepAt(result, { ...scene.frame.place, channel: at }));
  }

  /** @param {number} look channel; one that no step at this cell reads is read at another output */
  function lookAt(look) {
    channel = look;
    if (result && scene && !scene.frame.parts.some((part) => part.channel === look)) {
      const reader = result.output.findIndex((_, at) =>
        readChannels(/** @type {Result} */ (result), at).some((read) => read.channel === look));
      if (!result.byInput && reader >= 0) return goTo(reader);
    }
    draw();
    onLook();
  }

  const stepOf = (/** @type {Cell} */ cell) => (result && scene
    ? stepAt(result, { channel: scene.outputChannel, ...cell }) : 0);

  /** What the output's figure shows at this step. @param {Result} of @param {Scene} at */
  function outputValues(of, { outputChannel }) {
    if (!of.byInput) return (of.activated ?? of.output)[outputChannel];
    if (scatter?.channel !== outputChannel) scatter = createScatter(of, outputChannel);
    return step + 1 >= of.count && of.activated ? of.activated[outputChannel] : scatter.after(step);
  }

  async function draw() {
    if (!result) return;
    scene = sceneOf(result, step, channel);
    colours = palette();
    ranges = rangesOf(result, colours);
    const [padding, cropped] = [inputPadding(result), outputPadding(result)];
    const pooling = isPooling(result.settings.operation);
    stage.classList.toggle("stage--pooling", pooling);
    stage.classList.toggle("stage--transposed", result.settings.operation === "transposed");
    stage.classList.toggle("stage--bare", result.settings.mode !== "zeros"
      || result.padded[0].some((line) => line.includes(null)));
    find("figure-kernel").hidden = pooling;
    maps.input.reset(result.input, ranges.input, colours);
    maps.output.reset(result.activated ?? result.output, ranges.output, colours);
    const sides = cellSides({
      ...roomFor({
        arrangement: arrangement(), width: stage.clientWidth, windowHeight: innerHeight,
        top: stage.getBoundingClientRect().top + scrollY,
      }),
      padded: paddedSize({ input: sizeOf(result.input[0]), padding }),
      kernel: result.layer.kernel,
      output: paddedSize({ input: sizeOf(result.output[0]), padding: cropped }),
    });
    pointing.forget();
    products.reset(result.layer.kernel, sides.kernelSide);
    middle.reset(result);
    ledger.reset(ranges, colours);
    const drawn = Promise.all([
      input.draw({
        values: result.input[scene.inputChannel], side: sides.side, padding,
        scale: ranges.input, palette: colours,
      }),
      scene.part.weights && kernel.draw({
        values: scene.part.weights, side: sides.kernelSide, scale: ranges.kernel,
        palette: colours, ticks: false,
      }),
      output.draw({
        values: outputValues(result, scene), side: sides.side, padding: cropped,
        scale: ranges.output, palette: colours, revealed: revealed(result, scene),
      }),
    ]);
    input.overlay.copies(copiesOf(result, scene.inputChannel, ranges.input, colours));
    input.panel.querySelector(".grid")?.classList.toggle("grid--editable", editable());
    input.overlay.unread(unreadBlocks(result));
    follow();
    stand();
    measure();
    lead();
    await drawn;
  }

  /** How many of the output's numbers stand in it. @param {Result} of @param {Scene} at */
  function revealed(of, { frame }) {
    return of.byInput ? Infinity
      : frame.place.row * of.output[0][0].length + frame.place.column + 1;
  }

  /** The window and its output cell are in sight. */
  function follow() {
    if (scene?.input.window) input.follow(scene.input.window);
    if (scene?.output.window) output.follow(scene.output.window);
  }

  /** A figure is seen otherwise: nearer, or another part of it. */
  function seen() {
    input.panel.querySelector(".grid")?.classList.toggle("grid--editable", editable());
    measure();
    lead();
  }

  function measure() {
    boxes = {
      input: guides.boxOf(/** @type {Element} */ (input.panel.querySelector(".grid"))),
      products: guides.boxOf(products.root),
      output: guides.boxOf(/** @type {Element} */ (output.panel.querySelector(".grid"))),
    };
  }

  function lead() {
    if (!scene?.output.window) return;
    const from = scene.input.window && input.boxOf(boxes.input, scene.input.window);
    guides.lead(from, boxes.products, output.boxOf(boxes.output, scene.output.window));
  }

  /** Marks of the present step, all of them moved rather than drawn. */
  function stand() {
    if (!result || !scene) return;
    const { frame, part } = scene;
    input.overlay.window(scene.input.window, scene.input.taps);
    input.overlay.chosen(chosenOf(result, scene));
    output.overlay.window(scene.output.window, scene.output.taps);
    output.overlay.reveal(revealed(result, scene));
    output.overlay.pending(result.byInput ? [] : after(sizeOf(result.output[0]), frame.place));
    output.retell();
    lead();
    products.show(part, frame, ranges.products, colours);
    middle.show(result, scene);
    ledger.show(scene, result.byInput);
    const joined = frame.parts.map((each) => each.channel);
    maps.input.mark(scene.inputChannel, result.byInput ? undefined : joined);
    maps.output.mark(scene.outputChannel, result.byInput ? joined : undefined);
    strip.show(written(frame, {
      operation: result.settings.operation, activation: result.settings.activation,
      byInput: result.byInput, channel: part.channel,
    }));
    pointing.again();
  }

  return {
    stage,
    strip,
    input,
    kernel,
    get result() { return result; },
    /** The input channel whose cells are seen, and the output's. */
    get shown() { return { input: scene?.inputChannel ?? 0, output: scene?.outputChannel ?? 0 }; },
    /** The channel that is looked at beside that of the step. */
    get channel() { return scene?.part.channel ?? 0; },
    /** A new result, at a step. @param {Result} next @param {number} at @param {number} look channel */
    async show(next, at, look) {
      [result, step, channel, scatter] = [next, at, look, null];
      await draw();
    },
    redraw: draw,
    /** @param {number} index @param {boolean} swift too fast for sliding */
    stepTo(index, swift) {
      if (!result || !scene) return;
      const moved = index !== step;
      const before = scene;
      step = index;
      scene = sceneOf(result, step, channel);
      stage.classList.toggle("stage--swift", swift);
      if (scene.inputChannel !== before.inputChannel || scene.outputChannel !== before.outputChannel) {
        draw();
        return;
      }
      if (result.byInput && moved) output.repaint(outputValues(result, scene));
      follow();
      stand();
      if (moved && !swift && scene.output.window) output.overlay.land(scene.output.window);
    },
  };
}

/** As css/convolution.css sets them. @returns {import("./blocks.js").Arrangement} */
function arrangement() {
  if (matchMedia("(min-width: 64rem)").matches) return "line";
  return matchMedia("(min-width: 40rem)").matches ? "pairs" : "stack";
}

/** Of max pooling, the input cell whose value goes on. @param {Result} result @param {Scene} scene */
function chosenOf(result, scene) {
  const cell = scene.frame.chosen && cellsOf(result, scene, scene.frame.chosen).input;
  return cell ? [single(cell.row, cell.column)] : [];
}

/** @param {number[][][]} planes @param {any} [colours] @returns {import("../charts/grid.js").Scale} */
function scale(planes, colours) {
  return planes.length ? scaleBetween(extent(planes.flat()), colours) : { colorscale: [], low: 0, high: 1 };
}

/** @param {Result} result @param {any} colours */
function rangesOf({ input, kernel, output, activated }, colours) {
  const weights = kernel.flat();
  const values = scale(input, colours);
  return {
    input: values,
    kernel: scale(weights, colours),
    output: scale(activated ?? output, colours),
    products: weights.length ? scaleBetween(productRange(input, weights), colours) : values,
  };
}

/** The largest product that this input and this kernel can make. @param {number[][][]} input @param {number[][][]} weights @returns {[number, number]} */
function productRange(input, weights) {
  const [[low, high], [least, most]] = [extent(input.flat()), extent(weights.flat())];
  const reach = Math.max(-low, high) * Math.max(-least, most);
  return [low < 0 || least < 0 ? -reach : 0, reach];
}

const zero = () => ({ left: 0, top: 0, right: 0, bottom: 0 });
