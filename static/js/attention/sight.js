/** Drawing what is in sight: the rest of a page follows once the steps pause. */

const PAUSE_MS = 150;
/** Longer than a playing player waits between two steps. */
const REST_MS = 2500;
/** Nearer than this, a place is ready to come into sight. */
const NEAR = "400px";

/**
 * While steps follow one another, a place that is far has the class is-far.
 * @param {Element} place @param {() => void} draw all that stands there
 * @returns {(atOnce?: boolean) => void} to be called when it is to be drawn anew: at once, or
 *   where that is not said when it is in sight
 */
export function drawnInSight(place, draw) {
  let seen = false;
  let stale = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let far = false;
  let moved = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  const show = () => place.classList.remove("is-far");

  function settle() {
    clearTimeout(waiting);
    if (!stale) return;
    stale = false;
    draw();
  }

  within("0px", place, (inside) => {
    seen = inside;
    if (seen) settle();
  });
  within(NEAR, place, (inside) => {
    far = !inside;
    if (inside) show();
  });

  return (atOnce = seen) => {
    stale = true;
    if (far && moved) {
      place.classList.add("is-far");
      clearTimeout(resting);
      resting = setTimeout(show, REST_MS);
    }
    moved = true;
    clearTimeout(waiting);
    if (atOnce) settle();
    else waiting = setTimeout(settle, PAUSE_MS);
  };
}

/** @param {string} margin around the window @param {Element} place @param {(inside: boolean) => void} tell */
function within(margin, place, tell) {
  new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting), { rootMargin: margin })
    .observe(place);
}
