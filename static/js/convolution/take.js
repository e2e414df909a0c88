/** What to take along: files, an animation, and code. Files of a grid that no address holds are asked for with its numbers. */

import { layerFile, Problem } from "../api.js";
import { requestOf } from "./layer.js";
import { isPooling } from "./operations.js";

const CODE = ["torch.py", "sh", "py"];

/**
 * @param {(id: string) => HTMLElement} find
 * @param {() => {settings: import("./settings.js").Settings, step: number, count: number} | null} now
 */
export function createTake(find, now) {
  const panel = /** @type {HTMLDetailsElement} */ (find("take"));
  const form = /** @type {HTMLFormElement} */ (find("take-animation"));
  const last = /** @type {HTMLInputElement} */ (form.elements.namedItem("last"));
  const most = Number(panel.dataset.steps);
  let wanted = "";
  /** @type {string | null} */
  let shown = null;
  let changes = 0;
  let drawing = false;

  const uploaded = () => new URLSearchParams(location.search).has("upload");
  const block = (/** @type {string} */ kind) => find(`take-${kind.replace(".", "-")}`);

  /** @param {string} kind @param {Record<string, string>} more of the query */
  function address(kind, more = {}) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(more)) query.set(name, value);
    return `/convolution.${kind}?${query}`;
  }

  /** @param {string} kind @param {Record<string, string>} [more] of the query @returns {Promise<Response>} */
  function ask(kind, more = {}) {
    const at = now();
    if (!uploaded() || !at) return layerFile(address(kind, more), null);
    const { settings, step } = at;
    const by = settings.operation === "transposed" ? { by: settings.by } : {};
    const frames = { start: step, count: 1, ...by };
    const query = new URLSearchParams(more);
    return layerFile(`/convolution.${kind}?${query}`, { ...requestOf(settings), frames });
  }

  /** @param {string} kind @param {Record<string, string>} [more] */
  async function save(kind, more) {
    find("take-wrong").textContent = "";
    find("take-told").textContent = panel.dataset.drawing ?? "";
    try {
      const response = await ask(kind, more);
      const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "");
      download(await response.blob(), name?.[1] ?? `loupe-convolution.${kind}`);
      find("take-told").textContent = panel.dataset.saved ?? "";
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      find("take-told").textContent = "";
      find("take-wrong").textContent = problem.detail;
    }
  }

  async function load() {
    if (!panel.open || shown === wanted) return;
    shown = wanted;
    const asked = wanted;
    await Promise.all(CODE.map(async (kind) => {
      const text = await ask(kind).then((response) => response.text(), ({ message }) => message);
      if (asked === wanted) block(kind).textContent = text;
    }));
  }

  for (const kind of CODE) block(kind).hidden = false;
  for (const button of panel.querySelectorAll("[data-copy]")) {
    if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block(button.dataset.copy ?? "").textContent);
      find("take-told").textContent = panel.dataset.copied ?? "";
    });
  }
  panel.addEventListener("toggle", load);
  panel.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-file]");
    if (!(link instanceof HTMLAnchorElement) || !uploaded()) return;
    event.preventDefault();
    const { file = "", part } = link.dataset;
    save(file, part ? { part } : {});
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (drawing) return;
    drawing = true;
    /** @type {Record<string, string>} */
    const more = {};
    for (const name of ["speed", "first", "last"]) {
      more[name] = /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
    }
    await save("gif", more).finally(() => { drawing = false; });
  });

  return {
    /** Everything leads to what is shown now, as the address says. */
    show() {
      const at = now();
      if (!at) return;
      const { settings, count } = at;
      for (const link of panel.querySelectorAll("[data-file]")) {
        if (!(link instanceof HTMLAnchorElement)) continue;
        const { file = "", part } = link.dataset;
        link.href = address(file, part ? { part } : {});
      }
      const part = (/** @type {string} */ name) =>
        /** @type {HTMLElement} */ (panel.querySelector(`li[data-part="${name}"]`));
      part("kernel").hidden = isPooling(settings.operation);
      part("activated").hidden = settings.activation === "none";
      find("take-upload").hidden = !uploaded();
      find("take-link").hidden = uploaded();
      if (last.max !== String(count)) {
        last.max = String(count);
        last.value = String(Math.min(count, most));
      }
      wanted = uploaded() ? String(++changes) : location.search;
      load();
    },
  };
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
