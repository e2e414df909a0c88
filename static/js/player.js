/**
 * Steps through a sequence: an index, a speed, a clock. Knows neither DOM nor what a step shows.
 *
 * @typedef {{index: number, count: number, playing: boolean, speed: number}} PlayerState
 * @typedef {{
 *   count: number, index?: number, speed?: number,
 *   onChange?: (state: PlayerState) => void,
 *   later?: (work: () => void, milliseconds: number) => unknown,
 *   cancel?: (handle: any) => void,
 *   now?: () => number,
 * }} PlayerOptions
 */

const FRAME_MS = 1000 / 60;

/**
 * A player over `count` steps, `speed` steps a second.
 *
 * Above sixty steps a second several steps pass at once, so that the sequence keeps to its time.
 * Playing ends at the last step; playing from the last step starts again from the first.
 * @param {PlayerOptions} options
 */
export function createPlayer({
  count,
  index = 0,
  speed = 2,
  onChange = () => {},
  later = (work, milliseconds) => setTimeout(work, milliseconds),
  cancel = (handle) => clearTimeout(handle),
  now = () => performance.now(),
}) {
  const state = { index: 0, count: 0, playing: false, speed: positive(speed, 2) };
  /** @type {unknown} */
  let timer = null;
  let since = 0;

  const clamp = (/** @type {number} */ value) =>
    Math.min(Math.max(Number.isFinite(value) ? Math.trunc(value) : 0, 0), Math.max(state.count - 1, 0));
  const snapshot = () => ({ ...state });
  const tell = () => onChange(snapshot());

  function schedule() {
    cancel(timer);
    timer = later(tick, Math.max(1000 / state.speed, FRAME_MS));
  }

  function tick() {
    if (!state.playing) return;
    const steps = Math.max(1, Math.floor(((now() - since) * state.speed) / 1000));
    since += (steps * 1000) / state.speed;
    state.index = clamp(state.index + steps);
    if (state.index >= state.count - 1) halt();
    else schedule();
    tell();
  }

  function halt() {
    cancel(timer);
    timer = null;
    state.playing = false;
  }

  /** @param {number} target */
  function seek(target) {
    halt();
    state.index = clamp(target);
    tell();
  }

  function play() {
    if (state.playing || state.count < 2) return;
    if (state.index >= state.count - 1) state.index = 0;
    state.playing = true;
    since = now();
    schedule();
    tell();
  }

  function pause() {
    if (!state.playing) return;
    halt();
    tell();
  }

  state.count = Math.max(0, Math.trunc(count) || 0);
  state.index = clamp(index);

  return {
    get state() { return snapshot(); },
    next: () => seek(state.index + 1),
    previous: () => seek(state.index - 1),
    first: () => seek(0),
    last: () => seek(state.count - 1),
    seek,
    play,
    pause,
    toggle: () => (state.playing ? pause() : play()),
    /** @param {number} stepsPerSecond */
    setSpeed(stepsPerSecond) {
      state.speed = positive(stepsPerSecond, state.speed);
      if (state.playing) {
        since = now();
        schedule();
      }
      tell();
    },
    /** A new sequence: its length, and where to stand in it. @param {number} length @param {number} [at] */
    reset(length, at = 0) {
      halt();
      state.count = Math.max(0, Math.trunc(length) || 0);
      state.index = clamp(at);
      tell();
    },
  };
}

/** @typedef {ReturnType<typeof createPlayer>} Player */

/** @param {number} value @param {number} fallback */
function positive(value, fallback) {
  return Number.isFinite(value) && value > 0 ? value : fallback;
}
