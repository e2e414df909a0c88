/** A layer of a trained network as settings: its real input, kernels, biases, padding and activation. */

import { classifierLayer, classify, Problem } from "../api.js";
import { unpacked } from "../attention/arrays.js";
import { t } from "../i18n.js";
import { pixelsFrom, rowsOf } from "../network/picture.js";
import { exactText, parseWhole } from "../numbers.js";
import { understood } from "./settings.js";

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{net: string, sample: string, image: string, layer: string}} Origin */

/** @param {ArrayLike<number>[]} plane @returns {number[][]} */
const asGrid = (plane) => plane.map((row) => Array.from(row));

/**
 * Raises Problem where there is no such network, picture or layer, or the layer slides nothing.
 * @param {Origin} origin @param {import("./settings.js").Texts} texts of everything usual
 * @returns {Promise<Settings>}
 */
export async function networkLayer({ net, sample, image, layer }, texts) {
  const pixels = image ? pixelsFrom(image) : null;
  if (image && !pixels) throw refusal(t("convolution.net_image"));
  const found = unpacked(await classifierLayer(net, layer));
  if (!found.convolve) throw refusal(t("convolution.net_layer", { layer }));
  const answer = unpacked(await classify(
    { model: net, image: pixels ? rowsOf(pixels) : sample, outputs: "all", arrays: "base64" },
  ));
  const at = answer.layers.findIndex((/** @type {any} */ each) => each.name === layer);
  const before = at ? answer.layers[at - 1].output : [answer.input];
  const { operation, stride, padding, window } = found.convolve;
  const none = { grids: [], kernels: [], stacks: [], filters: [] };
  const { settings } = understood({
    ...texts, op: operation, input: "0", kernel: "0", bias: "", stride: exactText(stride),
    padding: exactText(padding), window: (window ?? [1]).join(","),
    act: answer.layers[at + 1]?.operation === "relu" ? "relu" : "none",
  }, none);
  return {
    ...settings,
    input: before.map(asGrid),
    kernel: found.weights ? found.weights.map((/** @type {any} */ planes) => planes.map(asGrid)) : settings.kernel,
    bias: found.bias && Array.from(found.bias),
  };
}

/** @param {string} detail */
const refusal = (detail) => new Problem({ status: 422, title: detail, detail, field: "input" });

/** The output cell that an address names, or null. @param {{channel: string, row: string, column: string}} texts */
export function placeIn({ channel, row, column }) {
  const [at, below, beside] = [channel, row, column].map((text) => parseWhole(text || "0"));
  return at === null || below === null || beside === null ? null
    : { channel: at, row: below, column: beside };
}

/** What is said of an origin, and the way back to it. @param {HTMLElement} note @param {Origin | null} origin @param {import("./result.js").Place} [place] */
export function showOrigin(note, origin, place) {
  note.hidden = !origin;
  if (!origin) return;
  const { net, sample, image, layer } = origin;
  const [text, link] = [...note.children];
  text.textContent = t(`convolution.net_${image ? "drawn" : "sample"}`, { net, layer, sample });
  const query = new URLSearchParams({
    ...(image ? { image } : { sample }), layer,
    channel: String(place?.channel ?? 0), row: String(place?.row ?? 0), column: String(place?.column ?? 0),
  });
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) query.set("lang", lang);
  /** @type {HTMLAnchorElement} */ (link).href = `/convolution/network?${query}`;
}
