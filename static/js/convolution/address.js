/** A layer and its step in the address of the page. */

import { createAddressWriter } from "../address-writer.js";
import { textsOf, USUAL, writeTexts } from "./settings.js";

/**
 * @param {() => {settings: import("./settings.js").Settings, step: number, plane: number,
 *   origin: import("./net.js").Origin | null,
 *   source: {upload: {id: string, name: string} | null, channel: string}} | null} state null: nothing yet
 * @param {import("./settings.js").Library} library
 * @param {() => void} onWritten
 */
export const createAddress = (state, library, onWritten) => createAddressWriter(() => {
  const now = state();
  if (!now) return null;
  const { settings, step, plane, origin, source: { upload, channel } } = now;
  const texts = origin
    ? { ...USUAL, ...origin, step: String(step + 1), plane: String(plane) }
    : textsOf(settings, { step, plane }, { upload: upload?.name ?? "", channel }, library);
  return { search: writeTexts(texts, location.search), entry: { upload: upload?.id ?? null, channel } };
}, onWritten);
