/** Two fans that lead the eye: from the window to its products, from the products to their cell. */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/** @param {SVGSVGElement} svg @param {HTMLElement} stage */
export function createGuides(svg, stage) {
  const paths = /** @type {SVGPathElement[]} */ ([...svg.querySelectorAll("path")]);

  /** @param {SVGPathElement} path @param {Box} from @param {Box} to */
  function fan(path, from, to) {
    const clear = to.left > from.right;
    path.style.visibility = clear ? "visible" : "hidden";
    const shape = `M${from.right} ${from.top}L${to.left} ${to.top}L${to.left} ${to.bottom}`
      + `L${from.right} ${from.bottom}Z`;
    path.setAttribute("d", shape);
    path.style.setProperty("d", `path("${shape}")`);
  }

  return {
    /** A part's box in the coordinates of the stage. @param {Element} part @returns {Box} */
    boxOf(part) {
      const own = part.getBoundingClientRect();
      const base = stage.getBoundingClientRect();
      return {
        left: own.left - base.left, top: own.top - base.top,
        right: own.right - base.left, bottom: own.bottom - base.top,
      };
    },
    /** @param {Box | null} window @param {Box} products @param {Box} cell */
    lead(window, products, cell) {
      if (window) fan(paths[0], window, products);
      else paths[0].style.visibility = "hidden";
      fan(paths[1], products, cell);
    },
  };
}
