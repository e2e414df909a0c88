// Swagger UI over the description of the API, without anything from elsewhere.

import { isDark, onPaletteChange } from "../theme.js";

const dress = () => document.documentElement.classList.toggle("dark-mode", isDark());
onPaletteChange(dress);
dress();

/** @type {any} */
const SwaggerUI = /** @type {any} */ (globalThis).SwaggerUIBundle;

SwaggerUI({
  url: "/openapi.json",
  dom_id: "#swagger",
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  docExpansion: "list",
  supportedSubmitMethods: ["get", "post"],
  tryItOutEnabled: true,
  syntaxHighlight: { activated: true, theme: "nord" },
  validatorUrl: null,
  presets: [SwaggerUI.presets.apis],
  layout: "BaseLayout",
});
