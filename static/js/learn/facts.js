/** What is to be said about a whole descent, and its hidden kernel. */

import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { shown, typeset } from "../numbers.js";

const EIGENVALUES_SHOWN = 10;

/** @param {(id: string) => HTMLElement} find @param {import("./figures.js").Descent} descent */
export function showFacts(find, { request, curvature, stable, diverged_at, target_kernel }) {
  const { eigenvalues, stable_rate, free_directions } = curvature;
  const most = stable_rate === null ? "" : shown(stable_rate).text;
  const fate = stable_rate === null ? t("learn.flat") : t(`learn.${stable ? "stable" : "unstable"}`, {
    rate: shown(request.learning_rate).text, eigenvalue: shown(eigenvalues[0]).text, most,
  });
  const lost = diverged_at === null
    ? "" : t("learn.diverged", { step: diverged_at, last: diverged_at - 1, limit: "1e100" });
  say(find("fate"), [lost, fate].filter(Boolean).join(" "));
  find("fate").classList.toggle("learn-fate--lost", !stable || diverged_at !== null);
  say(find("free"), free_directions
    ? t("learn.free", { count: free_directions, all: eigenvalues.length }) : "");
  const listed = eigenvalues.slice(0, EIGENVALUES_SHOWN).map((each) => shown(each).text).join(", ");
  say(find("eigenvalues"), t("learn.eigenvalues",
    { list: eigenvalues.length > EIGENVALUES_SHOWN ? `${listed}, …` : listed }));
  say(find("hint-rate"), stable_rate === null ? t("learn.rate_hint_none") : t("learn.rate_hint", { most }));
  find("hidden-figure").hidden = target_kernel === null;
  find("hidden-cells").replaceChildren(...(target_kernel ?? []).map((row) =>
    element("tr", "", ...row.map((value) => element("td", "", typeset(shown(value).text))))));
}

/** @param {HTMLElement} node @param {string} text */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
