/** The calculator of receptive fields: rows of layers, what each adds, and their address. */

import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { readState, text, writeState } from "../state.js";
import { receptiveFields, stackOf, stackText } from "./receptive-field.js";

const NAMES = ["kernel", "stride", "dilation"];

/** @param {HTMLElement} root holds a table, two buttons, an error; data-stack: the layers to start from */
export function wireStack(root) {
  const find = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-stack-part="${name}"]`));
  const [body, error, add, remove] = ["rows", "error", "add", "remove"].map(find);
  const most = JSON.parse(root.dataset.most ?? "[]");
  const layersMost = Number(root.dataset.layers);
  const schema = { stack: text(root.dataset.stack ?? "") };
  let layers = stackOf(readState(location.search, schema).stack).slice(0, layersMost);

  function show() {
    body.replaceChildren(...layers.map((layer, at) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = String(at + 1);
      row.append(head, ...layer.map((value, index) => {
        const cell = document.createElement("td");
        const box = document.createElement("input");
        box.type = "number";
        box.min = "1";
        box.max = String(most[index]);
        box.value = value;
        box.setAttribute("aria-label", t(`convolution.stack_${NAMES[index]}_of`, { layer: at + 1 }));
        box.setAttribute("aria-describedby", error.id);
        box.addEventListener("input", () => {
          layers[at][index] = box.value;
          compute();
        });
        cell.append(box);
        return cell;
      }), document.createElement("td"), document.createElement("td"));
      return row;
    }));
    add.toggleAttribute("disabled", layers.length >= layersMost);
    remove.toggleAttribute("disabled", layers.length <= 1);
    compute();
  }

  /** What is typed wrong is said; the results stay those of the last that could be computed. */
  function compute() {
    const numbers = layers.map((layer) => layer.map(parseWhole));
    let message = "";
    layers.forEach((layer, at) => layer.forEach((typed, index) => {
      const number = numbers[at][index];
      const wrong = number === null || number < 1 || number > most[index];
      const box = body.children[at].querySelectorAll("input")[index];
      if (wrong) box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
      if (wrong && !message) {
        message = t("convolution.stack_range", {
          name: t(`convolution.stack_${NAMES[index]}`), layer: at + 1, most: most[index], value: typed,
        });
      }
    }));
    if (error.textContent !== message) error.textContent = message;
    if (message) return;
    const seen = receptiveFields(numbers.map(([kernel, stride, dilation]) =>
      /** @type {import("./receptive-field.js").Step} */ ({ kernel, stride, dilation })));
    seen.forEach(({ text: sum, jump }, at) => {
      const cells = body.children[at].querySelectorAll("td");
      cells[3].textContent = sum;
      cells[4].textContent = String(jump);
    });
    const last = /** @type {{field: number}} */ (seen.at(-1));
    find("result").textContent = t("convolution.stack_result", { field: last.field });
    const search = writeState({ stack: stackText(layers) }, schema, location.search);
    if (search !== location.search) {
      history.replaceState(history.state, "", location.pathname + search.replaceAll("%2C", ",").replaceAll("%3B", ";").replaceAll("%7C", "|") + location.hash);
    }
  }

  add.addEventListener("click", () => {
    layers = [...layers, ["3", "1", "1"]];
    show();
  });
  remove.addEventListener("click", () => {
    layers = layers.slice(0, -1);
    show();
  });
  show();
}
