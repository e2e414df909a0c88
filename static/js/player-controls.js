/** Buttons, slider, speed and keys of a player (templates/_player.html). */

import { createPlayer } from "./player.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./player.js").PlayerState} PlayerState */

/** What takes arrow keys, Home, End or Space for itself. */
const TAKES_KEYS = "input, select, textarea, [contenteditable], [role=grid], [role=slider], dialog";
const TAKES_SPACE = `${TAKES_KEYS}, button, summary, a[role=button]`;

/**
 * @param {HTMLElement} root the .player element
 * @param {{
 *   count: number, index?: number,
 *   onChange: (state: PlayerState) => void,
 *   describe?: (state: PlayerState) => string,
 *   keys?: boolean,
 * }} options `describe`: the slider's value in words; `keys`: listen on the whole page
 * @returns {Player}
 */
export function wirePlayer(root, { count, index = 0, onChange, describe, keys = true }) {
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-player="${name}"]`));
  const scrub = /** @type {HTMLInputElement} */ (part("scrub"));
  const speed = /** @type {HTMLSelectElement} */ (part("speed"));
  const toggle = part("toggle");
  const place = part("place");
  const texts = root.dataset;

  const inWords = (/** @type {PlayerState} */ state) => (texts.stepOf ?? "")
    .replace("{step}", String(state.count ? state.index + 1 : 0))
    .replace("{count}", String(state.count));

  /** @param {PlayerState} state */
  function show(state) {
    const last = Math.max(state.count, 1);
    scrub.max = String(last);
    scrub.value = String(state.index + 1);
    scrub.style.setProperty("--done", String(last > 1 ? state.index / (last - 1) : 1));
    scrub.setAttribute("aria-valuetext", describe?.(state) ?? inWords(state));
    place.textContent = inWords(state);
    root.classList.toggle("player--playing", state.playing);
    const label = (state.playing ? texts.pause : texts.play) ?? "";
    toggle.setAttribute("aria-label", label);
    toggle.title = label;
    disable("first", state.index === 0);
    disable("previous", state.index === 0);
    disable("next", state.index >= state.count - 1);
    disable("last", state.index >= state.count - 1);
    disable("toggle", state.count < 2);
  }

  /** A button keeps its focus at the end of the sequence. @param {string} name @param {boolean} off */
  const disable = (name, off) => part(name).setAttribute("aria-disabled", String(off));

  const player = createPlayer({
    count,
    index,
    speed: Number(speed.value),
    onChange(state) {
      show(state);
      onChange(state);
    },
  });

  for (const action of /** @type {const} */ (["first", "previous", "next", "last", "toggle"])) {
    part(action).addEventListener("click", () => player[action]());
  }
  scrub.addEventListener("input", () => player.seek(Number(scrub.value) - 1));
  speed.addEventListener("change", () => player.setSpeed(Number(speed.value)));
  if (keys) document.addEventListener("keydown", (event) => onKey(event, player));
  show(player.state);
  return player;
}

/** @param {KeyboardEvent} event @param {Player} player */
function onKey(event, player) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const actions = {
    ArrowRight: player.next, ArrowLeft: player.previous,
    Home: player.first, End: player.last, " ": player.toggle,
  };
  const action = actions[/** @type {keyof typeof actions} */ (event.key)];
  if (!action || target.closest(event.key === " " ? TAKES_SPACE : TAKES_KEYS)) return;
  event.preventDefault();
  action();
}
