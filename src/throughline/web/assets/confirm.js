// The confirmation page by keyboard. Every key presses a button or a link that is also there for the mouse.
//
//   [data-key="a"]        in the current card: pressed by that key
//   [data-step]           1, -1: the next or previous row of the list; "open": the next one still to be decided
//   [data-panel="l"]      a sheet that this key opens and closes; one at a time
//   .finding-row          the list, in order; j and k go through it
//   mark[data-finding]    the marks in the text; a click opens the card
//   [data-quote]          the quoted text, whose cursor or selection says where to split; it takes a cursor, no letters
//   #id_above, #id_sure   from which confidence on to accept all, or to reject the rest; A and R go there
import { centre } from "./findings.js";

const form = () => document.querySelector("#finding-card form");
const keysOn = document.getElementById("keys-on");
const above = document.getElementById("id_above");
const sure = document.getElementById("id_sure");
const panels = [...document.querySelectorAll("[data-panel]")];
let decided = null; // the last one, to go back to
const inField = (element) => element.closest("input:not([type=checkbox]), textarea, select");

keysOn.checked = localStorage.getItem("confirmation-keys") !== "off";
keysOn.addEventListener("change", () => {
  localStorage.setItem("confirmation-keys", keysOn.checked ? "on" : "off");
  tellKeys();
});
const tellKeys = () => document.body.classList.toggle("keys-off", !keysOn.checked);
tellKeys();

function press(key) {
  const button = form()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return false;
  keepCursor();
  button.click();
  return true;
}

function go(step) {
  const rows = [...document.querySelectorAll(".finding-row")];
  const place = rows.findIndex((row) => row.dataset.finding === form()?.dataset.finding);
  if (step !== "open") return rows[place + step]?.click();
  // Commitments first, as the page itself goes on after a decision; from the top again behind the last one.
  const around = [...rows.slice(place + 1), ...rows.slice(0, place)].filter((row) => row.matches(".is-open"));
  (around.find((row) => row.matches(".label-commitment")) ?? around[0])?.click();
}

// ---- sheets of the bar ----
function toggle(panel, open = !panel.open) {
  for (const other of panels) other.open = other === panel && open;
  if (panel.open && panel.dataset.panel === "A") above.select();
  if (panel.open && panel.dataset.panel === "R") sure.select();
  if (panel.open && panel.dataset.panel === "l") centre(panel.querySelector(".finding-list"), ".finding-row.active");
}
for (const panel of panels) {
  panel.querySelector("summary").addEventListener("click", (event) => {
    event.preventDefault();
    toggle(panel);
  });
}
const closePanels = () => panels.forEach((panel) => (panel.open = false));

// How many commitments, or others, the confidence that is typed would decide.
function count() {
  const kept = document.getElementById("finding-counts").dataset;
  const many = (levels, field) =>
    levels.split(",").slice(Math.max(0, Number(field.value) || 0)).reduce((sum, level) => sum + Number(level), 0);
  document.querySelector("[data-above-count]").textContent = many(kept.levels, above);
  document.querySelector("[data-rest-count]").textContent = many(kept.restLevels, sure);
}
above.addEventListener("input", count);
sure.addEventListener("input", count);
count();

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    if (press("a")) event.preventDefault();
    return;
  }
  if (event.key === "Escape") {
    closePanels();
    if (inField(event.target)) event.target.blur();
    return;
  }
  if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  const panel = panels.find((one) => one.dataset.panel === event.key);
  if (panel) toggle(panel);
  else if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "n") go("open");
  else if (event.key === "b") document.getElementById(`row-${decided}`)?.click();
  else if (event.key === "e") form()?.querySelector("[data-first]")?.focus();
  else if (!press(event.key)) return;
  event.preventDefault();
});

// Where the cursor stands in the quoted text, in characters as the server counts them.
function cursor(quote) {
  const selection = getSelection();
  if (!selection.rangeCount || !quote.contains(selection.focusNode)) return null;
  const range = document.createRange();
  range.setStart(quote, 0);
  range.setEnd(selection.focusNode, selection.focusOffset);
  return [...range.toString()].length;
}

document.addEventListener("beforeinput", (event) => {
  if (event.target.closest?.("[data-quote]")) event.preventDefault();
});

function keepCursor() {
  const quote = form()?.querySelector("[data-quote]");
  const place = quote && cursor(quote);
  if (place) form().elements.cut.value = place;
}
document.addEventListener("selectionchange", keepCursor);

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-finding]");
  if (mark) document.getElementById(`row-${mark.dataset.finding}`)?.click();
  const step = event.target.closest("[data-step]")?.dataset.step;
  if (step) go(step === "open" ? step : Number(step));
  if (event.target.closest(".finding-row") || !event.target.closest("[data-panel]")) closePanels();
});

// ---- text and card move together ----
function show(finding) {
  for (const mark of document.querySelectorAll("mark.is-current")) mark.classList.remove("is-current");
  const marks = document.querySelectorAll(`mark[data-finding="${finding}"]`);
  for (const mark of marks) mark.classList.add("is-current");
  const row = document.getElementById(`row-${finding}`);
  for (const other of document.querySelectorAll(".finding-row.active")) {
    other.classList.remove("active");
    other.removeAttribute("aria-current");
  }
  row?.classList.add("active");
  row?.setAttribute("aria-current", "true");
  document.getElementById("finding-card").scrollTop = 0;
  toTheBar();
  // The text holds only a window of a long document, the list a part of many findings.
  if (!row || !centre(document.querySelector(".confirmation-text"), "mark.is-current")) open(finding);
}

// On a small screen, where the page scrolls: back to where text and card begin.
function toTheBar() {
  const bar = document.querySelector(".finding-bar");
  const top = bar.getBoundingClientRect().top;
  if (scrollY && top <= 0) scrollTo({ top: document.querySelector(".confirmation").offsetTop - bar.offsetHeight - 8 });
}

function open(finding) {
  const query = new URLSearchParams(location.search);
  if (query.get("finding") === finding) return;
  query.set("finding", finding);
  location.search = `?${query}`;
}

document.addEventListener("finding-decided", (event) => {
  const { finding, state, next, recut } = event.detail;
  if (recut) {
    const query = new URLSearchParams(location.search);
    query.set("finding", next);
    location.search = `?${query}`;
    return;
  }
  for (const mark of document.querySelectorAll(`mark[data-finding="${finding}"]`)) {
    mark.classList.remove("is-open", "is-accepted", "is-rejected");
    mark.classList.add(`is-${state}`);
  }
  decided = finding;
  count();
  show(String(next));
  // Out of the field that the last card was edited in, so that single keys work on this one.
  form()?.querySelector("[data-card-title]")?.focus({ preventScroll: true });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "finding-card") show(form()?.dataset.finding);
});
