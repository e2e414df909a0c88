/**
 * Where everything stands in the drawing of the whole model, in pixels; y downwards. Positions run
 * from left to right, the sentence above, its translation below. Pure.
 *
 * @typedef {import("./map-elide.js").Column} Column
 * @typedef {{x: number, width: number} & Column} Place the middle of a column
 * @typedef {{top: number, bottom: number, middle: number}} Row
 * @typedef {{left: number, right: number}} Span
 */

import { elided, isGap } from "./map-elide.js";

/** From this width on, names stand beside the rows rather than above them. */
const WIDE = 640;
const SIZES = {
  wide: { left: 148, right: 60, lane: 15, least: 44, most: 84, gap: 30, start: 56, unit: 44, unitMost: 72, now: 292, nowLeast: 262 },
  narrow: { left: 14, right: 32, lane: 9, least: 36, most: 64, gap: 20, start: 30, unit: 34, unitMost: 48, now: 210, nowLeast: 158 },
};

/**
 * @param {{width: number, source: number, target: number, encoderLayers: number,
 *   decoderLayers: number, step: number, around: {key: number, step: number}}} model
 *   counts; the step from 0, and the source token and the step near which nothing is left out
 */
export function layoutOf({ width, source, target, encoderLayers, decoderLayers, step, around }) {
  const wide = width >= WIDE;
  const sizes = wide ? SIZES.wide : SIZES.narrow;
  const room = width - sizes.left - sizes.right;
  const read = readColumns(source, around.key, room, sizes);
  const written = writtenColumns(target, step, around.step, room, sizes);
  const used = Math.max(read.used, written.used);
  const shift = (/** @type {{used: number}} */ { used: own }) => sizes.left + (used - own) / 2;
  const moved = (/** @type {{used: number, places: Place[]}} */ columns) =>
    columns.places.map((place) => ({ ...place, x: place.x + shift(columns) }));
  const edge = sizes.left + used;
  return {
    wide,
    width: edge + sizes.right,
    left: sizes.left,
    right: edge,
    /** From the inside out. */
    lanes: {
      final: edge + sizes.right - 3 * sizes.lane + 2,
      lexical: edge + sizes.right - 2 * sizes.lane + 2,
      length: edge + sizes.right - sizes.lane + 2,
      back: sizes.left - sizes.lane,
    },
    half: Math.min(read.unit - (wide ? 14 : 8), 64) / 2,
    unit: read.unit,
    source: moved(read),
    start: { left: shift(written), right: shift(written) + sizes.start - 12 },
    cell: written.unit - (wide ? 18 : 10),
    target: moved(written),
    ...rowsOf(wide, encoderLayers, decoderLayers),
  };
}

/** @typedef {ReturnType<typeof layoutOf>} Layout */

/** @param {number} count @param {number} key @param {number} room @param {typeof SIZES.wide} sizes */
function readColumns(count, key, room, { least, most, gap }) {
  const gapsOf = (/** @type {Column[]} */ columns) => columns.filter(isGap).length;
  const fits = (/** @type {Column[]} */ columns) =>
    (columns.length - gapsOf(columns)) * least + gapsOf(columns) * gap <= room;
  const columns = elided(count, [key, 0, count - 1], fits);
  const gaps = gapsOf(columns);
  const unit = Math.min(most, (room - gaps * gap) / (columns.length - gaps));
  return { unit, ...placed(columns, 0, (column) => (isGap(column) ? gap : unit)) };
}

/**
 * The step that is looked at is drawn wide, with all that happens in it.
 * @param {number} count @param {number} step @param {number} around @param {number} room
 * @param {typeof SIZES.wide} sizes
 */
function writtenColumns(count, step, around, room, { start, gap, unit: least, unitMost, now, nowLeast }) {
  const rest = (/** @type {Column[]} */ columns) => {
    const gaps = columns.filter(isGap).length;
    return { gaps: gaps * gap, units: columns.length - gaps - 1 };
  };
  const fits = (/** @type {Column[]} */ columns) =>
    start + nowLeast + rest(columns).gaps + rest(columns).units * least <= room;
  const columns = elided(count, [around, around - 1, 0, count - 1], fits);
  const { gaps, units } = rest(columns);
  const free = room - start - gaps - units * least;
  const current = Math.max(Math.min(now, free), Math.min(nowLeast, room));
  const unit = units ? Math.min(unitMost, least + Math.max(free - current, 0) / units) : least;
  const widthOf = (/** @type {Column} */ column) => {
    if (isGap(column)) return gap;
    return column.first === step ? current : unit;
  };
  return { unit, ...placed(columns, start, widthOf) };
}

/** @param {Column[]} columns @param {number} from @param {(column: Column) => number} widthOf */
function placed(columns, from, widthOf) {
  let used = from;
  /** @type {Place[]} */
  const places = columns.map((column) => {
    const width = widthOf(column);
    used += width;
    return { ...column, width, x: used - width / 2 };
  });
  return { places, used };
}

/** @param {boolean} wide @param {number} encoderLayers @param {number} decoderLayers */
function rowsOf(wide, encoderLayers, decoderLayers) {
  let y = 0;
  /** Names above a row take a line. @param {number} space @param {number} height @param {boolean} [named] @returns {Row} */
  const row = (space, height, named = true) => {
    y += space + (!wide && named ? 16 : 0);
    const top = y;
    y += height;
    return { top, bottom: y, middle: (top + y) / 2 };
  };
  const length = row(2, 24, false);
  const tokens = row(2, 20);
  const embedding = row(18, 20);
  const layers = Array.from({ length: encoderLayers }, () => ({
    forward: row(22, 26),
    backward: row(16, 26),
    joined: row(22, 22),
  }));
  const keys = row(wide ? 18 : 10, 15);
  const bus = y + 9;
  const weights = row(14, 12);
  const final = y + (wide ? 36 : 40);
  const mask = final + 34;
  y = mask + 14;
  const attention = row(0, 50, false);
  const embed = row(22, 24, false);
  const input = row(24, 22, false);
  const states = Array.from({ length: decoderLayers }, () => row(26, 30, false));
  const readout = row(34, 30, false);
  const chances = row(26, 54, false);
  const words = row(14, 22, false);
  return {
    height: y + 4,
    rows: { length, tokens, embedding, layers, keys, weights, attention, embed, input, states, readout, chances, words },
    levels: { bus, final, mask },
  };
}

/** @param {Layout} layout @param {number} index of the step that is looked at */
const columnOf = ({ target }, index) =>
  target.find(({ first, last }) => first === index && last === index) ?? target[0];

/**
 * Where the parts of the step that is looked at stand.
 * @param {Layout} layout @param {number} index
 */
export function decoderSpots(layout, index) {
  const { x, width } = columnOf(layout, index);
  return spotsFrom(x - width / 2, width, layout);
}

/** The same, measured from the left edge of its column. @param {Layout} layout @param {number} index */
export const stepSpots = (layout, index) => spotsFrom(0, columnOf(layout, index).width, layout);

/** @param {number} from @param {number} width @param {Layout} layout */
function spotsFrom(from, width, { wide, rows }) {
  const to = from + width;
  const [left, right] = [from + (wide ? 36 : 24), to - (wide ? 26 : 14)];
  const inner = right - left;
  return {
    from, to, left, right,
    feedback: from + (wide ? 10 : 6),
    query: from + (wide ? 23 : 15),
    bypass: to - (wide ? 11 : 6),
    attention: { left, right: left + 0.54 * inner },
    embed: { left, right: left + 0.44 * inner },
    split: left + 0.36 * inner,
    state: { left: left + 18, right: right - (wide ? 24 : 12) },
    middle: (left + right) / 2,
    context: { x: right - (wide ? 36 : 22), y: rows.attention.middle },
  };
}
