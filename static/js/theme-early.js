// A classic script in <head>: the chosen theme must hold before the first paint.
(() => {
  try {
    const chosen = localStorage.getItem("loupe-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be switched off; the system's theme then applies.
  }
})();
