/** A list box whose options are reached by one Tab stop and the keys up and down. */

/**
 * @param {HTMLElement} root its children are the options
 * @param {{choose: (index: number) => void, point?: (index: number) => void, leave?: () => void}} acts
 */
export function rovingList(root, { choose, point = () => {}, leave = () => {} }) {
  root.setAttribute("role", "listbox");

  /** @param {EventTarget | null} target */
  const indexOf = (target) =>
    [...root.children].findIndex((one) => target instanceof Node && one.contains(target));

  /** @param {number} index */
  function setStop(index) {
    [...root.children].forEach((one, i) => set(one, "tabindex", i === index ? "0" : "-1"));
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = indexOf(event.target);
    const last = root.children.length - 1;
    /** @type {Record<string, number>} */
    const places = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last };
    const next = places[event.key];
    if (at < 0 || (next === undefined && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    if (next === undefined) return choose(at);
    setStop(next);
    /** @type {HTMLElement} */ (root.children[next]).focus();
  });
  root.addEventListener("click", (event) => {
    const at = indexOf(event.target);
    if (at >= 0) choose(at);
  });
  for (const name of ["pointerover", "focusin"]) {
    root.addEventListener(name, (event) => {
      const at = indexOf(event.target);
      if (at >= 0) point(at);
    });
  }
  root.addEventListener("pointerleave", leave);
  root.addEventListener("focusout", leave);

  return {
    /** @param {HTMLElement[]} options */
    draw(options) {
      for (const one of options) one.setAttribute("role", "option");
      root.replaceChildren(...options);
      setStop(0);
    },
    /** @param {number} index the option that is selected */
    mark(index) {
      [...root.children].forEach((one, i) => set(one, "aria-selected", String(i === index)));
      if (!root.contains(document.activeElement)) setStop(Math.max(index, 0));
    },
  };
}

/** @param {Element} element @param {string} name @param {string} value another than it has, or nothing is done */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
