// What every page has: the switches of theme and language.

import { isDark, onPaletteChange, setDark } from "./theme.js";

const theme = document.getElementById("theme-switch");
if (theme) {
  const show = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.hidden = false;
  theme.addEventListener("click", () => setDark(!isDark()));
  onPaletteChange(show);
  show();
}

// A language chosen by hand is remembered; the address keeps whatever state the page has by then.
const language = document.getElementById("language-switch");
if (language instanceof HTMLAnchorElement) {
  language.addEventListener("click", () => {
    const chosen = language.dataset.language ?? "en";
    document.cookie = `loupe-language=${chosen}; path=/; max-age=31536000; samesite=lax`;
    const query = new URLSearchParams(location.search);
    query.set("lang", chosen);
    language.search = query.toString();
    language.hash = location.hash;
  });
}

// The link that skips to the content takes the focus along, whatever else handles its click.
document.querySelector(".skip-link")?.addEventListener("click", () => {
  document.getElementById("main")?.focus();
});
