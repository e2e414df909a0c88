// Both small figures, and the example sentences.

import { Problem, translate } from "../api.js";
import { gazeFigure } from "../home/gaze.js";
import { stepsFigure } from "../home/steps.js";
import { t } from "../i18n.js";

const data = JSON.parse(document.getElementById("home-data")?.textContent ?? "{}");

/** @param {string} id @returns {any} */
const part = (id) => document.getElementById(id);

stepsFigure(
  {
    input: part("input-grid"),
    output: part("output-grid"),
    window: part("window"),
    arithmetic: part("arithmetic"),
    controls: part("step-controls"),
    step: part("step"),
  },
  data,
);

if (data.answer) {
  const strip = part("gaze-strip");
  const figure = gazeFigure(
    { table: part("gaze"), strip, controls: part("gaze-controls") },
    data.answer,
  );
  /** @type {HTMLAnchorElement[]} */
  const chips = [...part("sentences").querySelectorAll("a")];
  /** @type {AbortController | undefined} */
  let asking;

  /** @param {HTMLAnchorElement} chip */
  async function choose(chip) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    strip.textContent = t("home.translating");
    try {
      const answer = await translate({ text: chip.textContent }, { signal });
      figure.show(answer);
      chips.forEach((each) => each.toggleAttribute("aria-current", false));
      chip.setAttribute("aria-current", "true");
      history.replaceState(null, "", chip.href);
    } catch (error) {
      if (error instanceof Problem) strip.textContent = error.message;
      else if (!signal.aborted) throw error;
    }
  }

  for (const chip of chips) {
    chip.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(chip);
    });
  }
}
