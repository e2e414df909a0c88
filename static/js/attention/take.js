/** What to take along: files, the request as code, and other pages for the same sentence. */

import { requestAsCode } from "../api.js";
import { t } from "../i18n.js";
import { byId } from "./nodes.js";

const CODE = ["sh", "py"];

/** What the other pages read of this one's address. @type {string[]} */
const SHARED = ["text", "model", "search", "size", "length_penalty", "lang"];

export function takeView() {
  const details = byId("take");
  let wanted = "";
  let shown = "";

  async function load() {
    if (!details.open || shown === wanted) return;
    shown = wanted;
    for (const kind of CODE) {
      const asked = wanted;
      const code = await requestAsCode(kind, asked);
      if (asked !== wanted) return;
      byId(`take-${kind}`).textContent = code;
    }
  }

  for (const kind of CODE) {
    byId(`take-${kind}`).hidden = false;
    /** @type {HTMLButtonElement | null} */
    const button = details.querySelector(`[data-copy="${kind}"]`);
    if (button === null) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(byId(`take-${kind}`).textContent);
      byId("take-told").textContent = t("take.copied");
    });
  }
  details.addEventListener("toggle", load);

  return {
    /**
     * The links lead to what is shown now.
     * @param {string} sentence the one that is looked at, of however many
     * @param {string} href this page's own address
     */
    show(sentence, href) {
      const query = new URL(href, location.href).searchParams;
      wanted = query.toString();
      for (const link of document.querySelectorAll("[data-file]")) {
        if (link instanceof HTMLAnchorElement) link.href = `/attention.${link.dataset.file}?${wanted}`;
      }
      const shared = new URLSearchParams([...query].filter(([name]) => SHARED.includes(name)));
      shared.set("text", sentence);
      for (const link of document.querySelectorAll("[data-further]")) {
        if (link instanceof HTMLAnchorElement) link.href = `${link.dataset.further}?${shared}`;
      }
      load();
    },
  };
}
