/** Wheel, pinch and drag over a figure; a click at the end of a drag is none. */

/** @typedef {import("./zoom.js").Point} Point */

const DRAG_FROM = 4;
/** Of a wheel, for each pixel; a pinch on a trackpad comes as a wheel with Ctrl, in small steps. */
const WHEEL = 0.0022;
const PINCH = 0.012;
const LINE_PIXELS = 33;

/**
 * @param {HTMLElement} root
 * @param {{
 *   zoom: (factor: number, at: Point) => boolean,
 *   pan: (by: Point) => void,
 *   canPan: () => boolean,
 *   stroke: {on: () => boolean, begin: (event: PointerEvent) => void,
 *     go: (event: PointerEvent) => void, end: (kept: boolean) => void} | undefined,
 * }} options places in pixels of the root; `zoom` says whether it could; `stroke`: a drag paints
 */
export function wireGestures(root, { zoom, pan, canPan, stroke }) {
  /** @type {Map<number, Point>} */
  const fingers = new Map();
  /** @type {"" | "pressed" | "pan" | "pinch" | "stroke"} */
  let doing = "";
  let moved = 0;

  /** @param {MouseEvent} event @returns {Point} */
  const placeOf = (event) => {
    const box = root.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const middle = () => {
    const [a, b] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  root.addEventListener("wheel", (event) => {
    const pixels = event.deltaY * (event.deltaMode === 1 ? LINE_PIXELS : 1);
    const factor = Math.exp(-pixels * (event.ctrlKey ? PINCH : WHEEL));
    if (zoom(factor, placeOf(event)) || event.ctrlKey) event.preventDefault();
  }, { passive: false });

  root.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    fingers.set(event.pointerId, placeOf(event));
    moved = 0;
    if (fingers.size === 2) {
      if (doing === "stroke") stroke?.end(false);
      doing = "pinch";
    } else if (fingers.size === 1) {
      doing = "pressed";
      if (stroke?.on()) {
        doing = "stroke";
        root.setPointerCapture(event.pointerId);
        stroke.begin(event);
      }
    }
  });
  root.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const place = placeOf(event);
    const by = { x: place.x - before.x, y: place.y - before.y };
    if (doing === "stroke") return stroke?.go(event);
    if (doing === "pinch" && fingers.size === 2) {
      const from = middle();
      fingers.set(event.pointerId, place);
      const to = middle();
      moved += DRAG_FROM;
      pan({ x: to.x - from.x, y: to.y - from.y });
      if (from.apart > 0) zoom(to.apart / from.apart, to);
      return;
    }
    if (doing === "pressed" && canPan() && Math.hypot(by.x, by.y) >= DRAG_FROM) {
      doing = "pan";
      root.setPointerCapture(event.pointerId);
    }
    if (doing !== "pan") return;
    moved += Math.hypot(by.x, by.y);
    fingers.set(event.pointerId, place);
    pan(by);
  });
  for (const [kind, kept] of /** @type {const} */ ([["pointerup", true], ["pointercancel", false]])) {
    root.addEventListener(kind, (event) => {
      if (!fingers.delete(event.pointerId)) return;
      if (doing === "stroke") {
        moved = DRAG_FROM;
        stroke?.end(kept);
      }
      doing = "";
    });
  }
  root.addEventListener("click", (event) => {
    if (moved >= DRAG_FROM) event.stopImmediatePropagation();
    moved = 0;
  }, { capture: true });

  return { get dragging() { return doing === "pan" || doing === "pinch" || doing === "stroke"; } };
}
