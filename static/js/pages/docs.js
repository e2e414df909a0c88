// Swagger UI over the description of the API, without anything from elsewhere.

import { t } from "../i18n.js";
import { isDark, onPaletteChange } from "../theme.js";

/** @type {any} */
const SwaggerUI = /** @type {any} */ (globalThis).SwaggerUIBundle;
const root = /** @type {HTMLElement} */ (document.getElementById("swagger"));

const dress = () => document.documentElement.classList.toggle("dark-mode", isDark());
onPaletteChange(dress);
dress();

/** The page has a title and a description of its own. */
const withoutInfo = () => ({ components: { InfoContainer: () => null } });

SwaggerUI({
  url: "/openapi.json",
  domNode: root,
  deepLinking: false,
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  docExpansion: "list",
  supportedSubmitMethods: ["get", "post"],
  tryItOutEnabled: true,
  validatorUrl: null,
  presets: [SwaggerUI.presets.apis],
  plugins: [withoutInfo],
  layout: "BaseLayout",
});

/** Controls that Swagger UI leaves without a name, and the name of each. */
const NAMES = {
  ".body-param__text": t("docs.body"),
  ".examples-select-element": t("docs.example"),
  ".copy-to-clipboard button": t("docs.copy"),
};

function mend() {
  for (const [selector, name] of Object.entries(NAMES)) {
    root.querySelectorAll(selector).forEach((each) => each.setAttribute("aria-label", name));
  }
  root.querySelectorAll("pre").forEach((each) => each.setAttribute("tabindex", "0"));
}

new MutationObserver(mend).observe(root, { childList: true, subtree: true });
mend();
