// What every page needs: Tabler's menus and dialogs, htmx's settings, and a few behaviours asked for in HTML.
//
//   data-charts="URL"        on the script's own tag: where charts.js is, fetched when a chart comes into view
//   data-autosubmit          a select or checkbox that sends its form when changed
//   data-check-all="NAME"    a checkbox that sets all checkboxes called NAME in its form or table
//   data-copy="TEXT"         a button that copies
//   data-print               a button that prints
//   data-guard="MESSAGE"     a form: ask before edits are left behind
//   data-limit="BYTES"       a file field: refuse larger files at once, with data-limit-message
//   data-focus               what gets the focus after htmx has put it into the page
//
// Messages come from the page, in the reader's language; nothing here speaks.
import "@tabler/core/dist/js/tabler.esm.js";

const script = document.querySelector("script[data-charts]");
const live = () => document.getElementById("live-messages");

function announce(text, kind = "danger") {
  const place = live();
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = `alert alert-${kind}`;
  box.textContent = text;
  place.replaceChildren(box);
}

// ---- htmx ----
if (window.htmx) {
  // A strict Content-Security-Policy allows neither evaluated attributes nor styles of its own.
  window.htmx.config.allowEval = false;
  window.htmx.config.includeIndicatorStyles = false;
  window.htmx.config.attributesToSettle = ["class", "width", "height"];
}

// A form that came back with its errors, or somebody else's newer version, is shown where the answer would be.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 403, 404, 409, 413, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:sendError", () => announce(document.body.dataset.offlineMessage));
document.addEventListener("htmx:responseError", () => announce(document.body.dataset.failureMessage));
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  (target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]"))?.focus();
  watchCharts(target);
});

// ---- behaviours ----
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-autosubmit]")) field.form.requestSubmit();
  if (field.matches("[data-check-all]")) checkAll(field);
  if (field.matches("input[type=file][data-limit]")) checkSize(field);
});

function checkAll(master) {
  const scope = master.form ?? master.closest("table");
  for (const box of scope.querySelectorAll(`input[type=checkbox][name="${CSS.escape(master.dataset.checkAll)}"]`)) {
    box.checked = master.checked;
  }
}

function checkSize(field) {
  const tooLarge = [...field.files].some((file) => file.size > Number(field.dataset.limit));
  field.setCustomValidity(tooLarge ? field.dataset.limitMessage : "");
  if (tooLarge) field.reportValidity();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  else navigator.clipboard?.writeText(button.dataset.copy).then(() => announce(button.dataset.copied, "success"));
});

document.addEventListener("input", (event) => event.target.closest("form[data-guard]")?.setAttribute("data-edited", ""));
document.addEventListener("submit", (event) => event.target.removeAttribute("data-edited"));
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-edited]")) event.preventDefault();
});

// ---- charts, fetched when the first one comes into view ----
const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      import(script.dataset.charts).then((charts) => charts.draw(target));
    }
  },
  { rootMargin: "200px" },
);

function watchCharts(root) {
  if (!script) return;
  if (root.matches?.("[data-chart]")) seen.observe(root);
  for (const figure of root.querySelectorAll?.("[data-chart]") ?? []) seen.observe(figure);
}

watchCharts(document);
// Paper has no scrolling: draw what has not been looked at.
window.addEventListener("beforeprint", () => watchCharts(document));
