/** The likeliest next tokens of a step, the chosen one marked. */

import { byId, element, pieceLabel } from "./nodes.js";
import { bar, place } from "./pool.js";

/** @param {import("./trace.js").Candidate[]} candidates @param {string} language */
export function drawCandidates(candidates, language) {
  const list = byId("candidates");
  while (list.children.length > candidates.length) list.lastElementChild.remove();
  while (list.children.length < candidates.length) list.append(line());
  candidates.forEach(({ token, probability, chosen }, i) => {
    const row = list.children[i];
    row.classList.toggle("is-chosen", chosen);
    if (chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    const name = row.firstElementChild;
    name.replaceChildren(pieceLabel(token));
    name.lang = language;
    place(row.lastElementChild, probability, probabilityText(probability));
  });
}

const line = () => element("li", "candidate", element("span", "candidate__token"), bar());

/** @param {number} probability @returns {string} four decimals, or its power of ten if that is 0 */
export const probabilityText = (probability) =>
  probability >= 0.00005 ? probability.toFixed(4) : probability.toExponential(0).replace("-", "\u2212");
