/**
 * Which part of a grid is seen, and how large its cells are. Pure.
 *
 * @typedef {import("../geometry.js").Block} Block
 * @typedef {{rows: number, columns: number, fit: number, width: number, height: number}} Room
 *   cells with their padding; the side at which all of them are seen; the most pixels there are
 * @typedef {{side: number, left: number, top: number}} View
 *   pixels of a cell; the padded cells that lie before the first pixel
 * @typedef {View & {width: number, height: number, part: boolean}} Look
 *   a view with its pixels; `part`: not all of the grid is seen
 * @typedef {{x: number, y: number}} Point pixels from the first one
 */

/** Cells are never seen larger by zooming. */
export const LARGEST = 48;
/** Where cells are smaller, zooming helps: numbers stand in larger ones. */
export const ZOOMED_BELOW = 22;
/** Above, cells are whole pixels, so that their hairlines are sharp. */
const WHOLE_FROM = 4;

/** @param {Room} room @returns {View} */
export const wholeView = ({ fit }) => ({ side: fit, left: 0, top: 0 });

/** @param {Room} room @param {View} view */
export const isZoomed = ({ fit }, { side }) => side > fit;

/** @param {Room} room @param {View} view @returns {Look} */
export function lookOf(room, view) {
  return {
    ...view,
    width: Math.min(room.columns * view.side, room.width),
    height: Math.min(room.rows * view.side, room.height),
    part: isZoomed(room, view),
  };
}

/** A view that shows nothing beyond the grid. @param {Room} room @param {View} view @returns {View} */
export function settled(room, view) {
  const side = Math.min(Math.max(view.side, room.fit), Math.max(LARGEST, room.fit));
  if (side === room.fit) return wholeView(room);
  const kept = (/** @type {number} */ at, /** @type {number} */ cells, /** @type {number} */ pixels) =>
    Math.max(0, Math.min(at, cells - pixels / side));
  return {
    side,
    left: kept(view.left, room.columns, Math.min(room.columns * side, room.width)),
    top: kept(view.top, room.rows, Math.min(room.rows * side, room.height)),
  };
}

/** The cell at a point stays under it. @param {Room} room @param {View} view @param {number} wanted side @param {Point} at @returns {View} */
export function zoomedTo(room, view, wanted, { x, y }) {
  const bounded = Math.min(Math.max(wanted, room.fit), Math.max(LARGEST, room.fit));
  const side = bounded >= WHOLE_FROM && bounded > room.fit ? Math.round(bounded) : bounded;
  return settled(room, {
    side,
    left: view.left + x / view.side - x / side,
    top: view.top + y / view.side - y / side,
  });
}

/** Moved by pixels, as the hand that drags it. @param {Room} room @param {View} view @param {Point} by @returns {View} */
export const pannedBy = (room, view, { x, y }) =>
  settled(room, { ...view, left: view.left - x / view.side, top: view.top - y / view.side });

/** The least move that brings a block of padded cells into sight. @param {Room} room @param {View} view @param {Block} block @returns {View} */
export function revealing(room, view, block) {
  if (!isZoomed(room, view)) return view;
  const { width, height } = lookOf(room, view);
  const moved = (
    /** @type {number} */ at, /** @type {number} */ first, /** @type {number} */ count,
    /** @type {number} */ pixels,
  ) => Math.min(Math.max(at, first + count - pixels / view.side), first);
  return settled(room, {
    ...view,
    left: moved(view.left, block.left, block.columns, width),
    top: moved(view.top, block.top, block.rows, height),
  });
}

/** The padded cells of which something is seen. @param {Room} room @param {View} view @returns {Block} */
export function visibleBlock(room, view) {
  const { width, height } = lookOf(room, view);
  const top = Math.floor(view.top);
  const left = Math.floor(view.left);
  return {
    top,
    left,
    rows: Math.min(room.rows, Math.ceil(view.top + height / view.side - 1e-6)) - top,
    columns: Math.min(room.columns, Math.ceil(view.left + width / view.side - 1e-6)) - left,
  };
}
