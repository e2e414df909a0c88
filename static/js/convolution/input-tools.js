/** Beside uploads, what makes an input: its size, random numbers, paint. */

import { sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { parseNumber, parseWhole } from "../numbers.js";
import { drawnOf, ofSize, randomName } from "./library.js";
import { resized } from "./planes.js";

/** @typedef {number[][]} Grid */
/** @typedef {{row: number, column: number}} Cell */

const PAUSE_MS = 400;
const RANDOM = ["random-low", "random-high", "random-seed"];

/**
 * @param {(id: string) => HTMLElement} find
 * @param {{
 *   input: () => Grid, name: () => string,
 *   onGrid: (grid: Grid) => void, onName: (name: string) => Promise<string>,
 *   accepts: (value: number) => boolean, side: number, seed: number,
 * }} options `input` and `name`: what is shown, and its name if it has one; `onName` answers what is
 *   wrong with a name, ""; `side` and `seed`: the largest that are allowed
 */
export function createInputTools(find, { input, name, onGrid, onName, accepts, side, seed }) {
  const box = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(id));
  const sizes = [box("input-size-rows"), box("input-size-columns")];
  const step = /** @type {HTMLSelectElement} */ (find("random-step"));
  const paint = find("paint");
  const paintValue = box("paint-value");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {string} field @param {HTMLInputElement[]} boxes @param {string} message @param {HTMLInputElement[]} [wrong] */
  function say(field, boxes, message, wrong = boxes) {
    find(`error-${field}`).textContent = message;
    for (const each of boxes) {
      if (message && wrong.includes(each)) each.setAttribute("aria-invalid", "true");
      else each.removeAttribute("aria-invalid");
    }
  }

  async function resize() {
    clearTimeout(waiting);
    waiting = undefined;
    const numbers = sizes.map(({ value }) => parseWhole(value));
    const wrong = sizes.filter((_, index) => {
      const number = numbers[index];
      return number === null || number < 1 || number > side;
    });
    if (wrong.length) {
      const typed = wrong[0].value.trim();
      return say("input-size", sizes,
        t(`convolution.${typed ? "input_range" : "input_range_empty"}`, { most: side, value: typed }), wrong);
    }
    say("input-size", sizes, "");
    const [rows, columns] = /** @type {number[]} */ (numbers);
    const now = sizeOf(input());
    if (rows === now.rows && columns === now.columns) return;
    const named = name();
    if (!named) return onGrid(resized(input(), { rows, columns }));
    say("input-size", sizes, await onName(ofSize(named, { rows, columns })));
  }

  for (const each of sizes) {
    each.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(resize, PAUSE_MS);
    });
    each.addEventListener("change", resize);
  }

  async function drawNumbers() {
    const [low, high, number] = RANDOM.map((id) => parseNumber(box(id).value));
    const boxes = RANDOM.map(box);
    const wrong = boxes.filter((_, index) => [low, high, number][index] === null);
    if (wrong.length) {
      return say("random", boxes, t("convolution.bad_number_here", { value: wrong[0].value }), wrong);
    }
    const drawn = { low: String(low), high: String(high), seed: String(number), step: step.value };
    say("random", boxes, await onName(randomName(sizeOf(input()), drawn)));
  }

  find("random-draw").addEventListener("click", drawNumbers);
  find("random-next").addEventListener("click", () => {
    const number = parseWhole(box("random-seed").value);
    if (number !== null && number >= 0) box("random-seed").value = String((number + 1) % (seed + 1));
    drawNumbers();
  });
  for (const id of RANDOM) {
    box(id).addEventListener("input", () => say("random", RANDOM.map(box), ""));
    box(id).addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      drawNumbers();
    });
  }

  /** @returns {number | null} */
  function value() {
    const number = parseNumber(paintValue.value);
    return number !== null && accepts(number) ? number : null;
  }
  const painting = () => paint.getAttribute("aria-pressed") === "true";
  paint.addEventListener("click", () => {
    paint.setAttribute("aria-pressed", String(!painting()));
    find("figure-input").classList.toggle("panel--painting", painting());
    find("paint-hint").hidden = !painting();
  });
  paintValue.addEventListener("input", () => {
    say("paint", [paintValue],
      value() === null ? t("convolution.bad_number_here", { value: paintValue.value }) : "");
  });

  return {
    /** @type {import("./brush.js").Brush} */
    brush: {
      on: painting,
      value,
      paint(cells) {
        const colour = value();
        if (colour === null) return;
        const grid = [...input()];
        for (const { row, column } of cells) {
          if (grid[row] === input()[row]) grid[row] = [...grid[row]];
          grid[row][column] = colour;
        }
        onGrid(grid);
      },
    },
    /** The fields say what is shown. */
    show() {
      if (waiting === undefined) {
        const { rows, columns } = sizeOf(input());
        [rows, columns].forEach((number, index) => {
          if (Number(sizes[index].value) !== number) sizes[index].value = String(number);
        });
        say("input-size", sizes, "");
      }
      const drawn = drawnOf(name());
      if (!drawn) return;
      [drawn.low, drawn.high, drawn.seed].forEach((text, index) => { box(RANDOM[index]).value = text; });
      step.value = drawn.step;
    },
  };
}
