/** One map of a layer, enlarged: its cells can be pointed at, read and chosen. */

import { single } from "../convolution/blocks.js";
import { createGridView } from "../convolution/grid-view.js";
import { t } from "../i18n.js";
import { exactText, typeset } from "../numbers.js";

/* What a map may take, in pixels. */
const SIDE = 340;
const TALL = 600;
const LARGEST_CELL = 52;
const SMALLEST_CELL = 6;
const AROUND = 24;

/** @typedef {{row: number, column: number}} Place */

/**
 * @param {HTMLElement} root
 * @param {{valueAt: (place: Place) => number | null, onChoose: (place: Place) => void}} hooks
 */
export function createEnlargedMap(root, { valueAt, onChoose }) {
  const view = createGridView(root, {
    describe: ({ row, column }) => {
      const value = valueAt({ row, column });
      return t("network.map_cell", { row, column, value: value === null ? "" : typeset(exactText(value)) });
    },
    idle: () => t("network.map_idle"),
    onPoint: () => {},
    onActivate: onChoose,
  });

  return {
    /**
     * @param {import("./stages.js").Stage} stage @param {Place} cell
     * @param {import("./stages.js").Plane} plane @param {import("./heat.js").Range} range
     * @param {import("../theme.js").Palette} palette
     */
    async draw(stage, cell, plane, { reach, signed }, palette) {
      const room = Math.min(SIDE, root.clientWidth - AROUND);
      const height = stage.flat ? TALL : SIDE;
      const fitting = Math.floor(Math.min(room / stage.columns, height / stage.rows));
      const drawn = view.draw({
        values: plane.map((row) => Array.from(row)),
        side: Math.min(LARGEST_CELL, Math.max(SMALLEST_CELL, fitting)),
        scale: {
          colorscale: signed ? palette.signedScale : palette.weightScale,
          low: signed ? -reach : 0, high: reach,
        },
        palette,
      });
      view.overlay.window(single(cell.row, cell.column));
      view.cursor.moveTo(cell);
      await drawn;
    },
  };
}
