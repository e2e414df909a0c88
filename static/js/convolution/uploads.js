/** Files that become grids: chosen with the button or dropped on the figure. */

/** @typedef {{id: string, name: string, channels: number[][][], colours: number, notes: string[], picture: boolean}} Upload */

/** @type {Record<string, string>} */
const KINDS = {
  csv: "text/csv", json: "application/json", npy: "application/x-npy", png: "image/png",
  jpg: "image/jpeg", jpeg: "image/jpeg",
};

/**
 * The media type of a file, by its name or else by what the system calls it; null if it is not read.
 * @param {{name: string, type: string}} file
 */
export function kindOf({ name, type }) {
  const ending = name.toLowerCase().split(".").pop() ?? "";
  return KINDS[ending] ?? (Object.values(KINDS).includes(type) ? type : null);
}

/**
 * @param {{name: string}} file @param {{shape: number[], values: any, kind: string, notes: string[]}} answer
 * @returns {Upload}
 */
export function uploadOf(file, answer) {
  const channels = answer.shape.length === 3 ? answer.values : [answer.values];
  const picture = /png|jpe?g/.test(answer.kind);
  return {
    id: crypto.randomUUID?.() ?? String(Date.now() + Math.random()),
    name: file.name,
    channels,
    colours: picture && channels.length % 2 === 0 ? channels.length - 1 : channels.length,
    notes: answer.notes,
    picture,
  };
}

/**
 * @param {HTMLElement} zone where files can be dropped @param {HTMLInputElement} input
 * @param {HTMLElement} curtain shown while a file hangs over the zone
 * @param {(file: File) => void} onFile
 */
export function wireUploads(zone, input, curtain, onFile) {
  let depth = 0;
  const lift = (/** @type {boolean} */ shown) => { curtain.hidden = !shown; };
  const carriesFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");

  zone.addEventListener("dragenter", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth += 1;
    lift(true);
  });
  zone.addEventListener("dragover", (event) => {
    if (carriesFile(event)) event.preventDefault();
  });
  zone.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) lift(false);
  });
  zone.addEventListener("drop", (event) => {
    depth = 0;
    lift(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    onFile(file);
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onFile(file);
    input.value = "";
  });
}
