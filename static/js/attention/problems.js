/** What stood against a request, told at the field at fault; the last answer stays in sight. */

import { byId, quoted, tNodes } from "./nodes.js";

/** Fields of a request that the reader's own translation is in. */
const OWN = ["target", "target_prefix"];

/**
 * @param {import("../api.js").Problem} problem
 * @param {import("./parts.js").Answer | null} answer what is still shown, if anything is
 */
export function showProblem(problem, answer) {
  clearProblems();
  if (OWN.includes(problem.field ?? "")) {
    byId("own-details").open = true;
    byId("own-error").textContent = problem.detail;
    byId("own").setAttribute("aria-invalid", "true");
  } else if (problem.field === "model") {
    byId("model-error").hidden = false;
    byId("model-error").firstElementChild.textContent = problem.detail;
    byId("model")?.setAttribute("aria-invalid", "true");
  } else {
    byId("sentence-error").textContent = problem.detail;
    byId("sentence").setAttribute("aria-invalid", "true");
  }
  if (answer === null) return;
  const kept = quoted(answer.source.text, byId("source-passage").lang);
  byId("stale").replaceChildren(...tNodes("attention.belongs_to_previous", { text: [kept] }));
  byId("stale").hidden = false;
}

export function clearProblems() {
  byId("sentence-error").textContent = "";
  byId("own-error").textContent = "";
  byId("compare-error").textContent = "";
  byId("model-error").hidden = true;
  byId("stale").hidden = true;
  for (const id of ["sentence", "model", "own"]) byId(id)?.removeAttribute("aria-invalid");
}
