/** Where the input comes from: an upload and one of its channels, or nothing but its own cells. */

import { Problem, uploadGrid } from "../api.js";
import { t } from "../i18n.js";
import { inWords } from "../refusals.js";
import { NAMES } from "./layer.js";
import { chosenPlanes, fitted } from "./planes.js";
import { clipped, SENT_IN_LINKS } from "./settings.js";
import { kindOf, uploadOf, wireUploads } from "./uploads.js";

/** @typedef {import("./uploads.js").Upload} Upload */

/** Uploads that going back can find again. */
const KEPT = 6;

/**
 * @param {(id: string) => HTMLElement} find
 * @param {{onPlanes: (planes: number[][][]) => void, onRefusal: (message: string) => void}} options
 */
export function createSource(find, { onPlanes, onRefusal }) {
  /** @type {Map<string, Upload>} */
  const uploads = new Map();
  const box = /** @type {HTMLSelectElement} */ (find("channel"));
  const notes = find("upload-notes");
  /** @type {Upload | null} */
  let upload = null;
  let channel = "";

  /** The chosen planes of the upload; what is to be said about them is said. */
  function planes() {
    if (!upload) throw new Error("no upload to take a plane from");
    const fitting = fitted(chosenPlanes(upload.channels, channel, upload.colours));
    show(fitting.digits === null ? [] : [t("convolution.fitted", { digits: fitting.digits })]);
    return fitting.planes;
  }

  /** @param {string[]} more */
  function show(more = []) {
    const several = upload !== null && upload.channels.length > 1;
    find("channel-field").hidden = !several;
    notes.textContent = upload
      ? [
        ...(upload.name
          ? [t("convolution.uploaded", { name: clipped(upload.name), shape: shapeOf(upload) })] : []),
        ...upload.notes, ...more,
      ].join(" ")
      : "";
    if (!upload || !several) return;
    box.replaceChildren(...optionsOf(upload));
    box.value = channel || "grey";
  }

  /** @param {File} file */
  async function read(file) {
    const kind = kindOf(file);
    const name = clipped(file.name);
    if (!kind) return onRefusal(t("convolution.upload_kind", { name }));
    notes.textContent = t("convolution.uploading", { name });
    try {
      keep(uploadOf(file, await uploadGrid(file, kind)));
    } catch (problem) {
      show();
      if (!(problem instanceof Problem)) throw problem;
      return onRefusal(`${name}: ${inWords(problem.detail, NAMES)}`);
    }
    channel = upload && upload.channels.length > 1 ? "grey" : "1";
    onPlanes(planes());
  }

  box.addEventListener("change", () => {
    channel = box.value;
    onPlanes(planes());
  });
  wireUploads(
    document.body, /** @type {HTMLInputElement} */ (find("upload")), find("dropping"), read,
  );

  /** @param {Upload} next */
  function keep(next) {
    upload = next;
    uploads.set(next.id, next);
    for (const oldest of [...uploads.keys()].slice(0, -KEPT)) uploads.delete(oldest);
  }

  return {
    read,
    /**
     * Cells that are the input's own. Those too many for an address are kept as an upload is, so
     * that going back finds them.
     * @param {number[][]} grid @param {string[]} [said] about them @returns {number[][]} the input
     */
    adopt(grid, said = []) {
      upload = null;
      channel = "";
      if (grid.length * grid[0].length > SENT_IN_LINKS) {
        keep(uploadOf({ name: "" }, { shape: [0, 0], values: grid, kind: "", notes: said }));
        return planes()[0];
      }
      show();
      notes.textContent = said.join(" ");
      return grid;
    },
    get current() { return { upload, channel }; },
    /** The input is now its own: an example, or typed cells. */
    forget() {
      upload = null;
      channel = "";
      show();
    },
    /**
     * An upload of this visit, as an entry of the history names it.
     * @param {string} id @param {string} chosen @returns {number[][][] | null}
     */
    recall(id, chosen) {
      upload = uploads.get(id) ?? null;
      channel = upload ? chosen : "";
      if (upload) return planes();
      show();
      return null;
    },
  };
}

/** @param {Upload} upload */
function optionsOf({ channels, picture }) {
  const colours = picture ? ["red", "green", "blue", "alpha"] : [];
  const single = channels.map((_, index) => new Option(
    colours[index]
      ? t(`convolution.channel_${colours[index]}`)
      : t("convolution.channel_n", { n: index + 1 }),
    String(index + 1),
  ));
  return [
    new Option(t(`convolution.channel_${picture ? "grey" : "mean"}`), "grey"),
    new Option(t("convolution.channel_all"), "all"),
    ...single,
  ];
}

/** @param {Upload} upload */
function shapeOf({ channels }) {
  const plane = `${channels[0].length} × ${channels[0][0].length}`;
  return channels.length > 1 ? `${channels.length} × ${plane}` : plane;
}
