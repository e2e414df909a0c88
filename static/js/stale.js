/** Where something is wrong, the last good figures stay, and say so. */

/**
 * @param {HTMLElement} notice @param {HTMLElement} stage of the figures
 * @param {string} text that they are those of before
 * @returns {(message: string) => void} `message`: why; "" where they are of what is typed
 */
export const createStale = (notice, stage, text) => (message) => {
  notice.hidden = !message;
  notice.textContent = message && `${message} ${text}`;
  stage.classList.toggle("stage--stale", Boolean(message));
};
