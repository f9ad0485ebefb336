// The confirmation page by keyboard. Every key presses a button or a link that is also there for the mouse.
//
//   [data-key="a"]        in the current card: pressed by that key
//   .finding-row          the list, in order; j and k go through it
//   mark[data-finding]    the marks in the text; a click opens the card
//   [data-quote]          the quoted text, whose cursor or selection says where to split; it takes a cursor, no letters
//   #id_above             from which confidence on to accept all; A goes there, Enter does it
const card = () => document.querySelector("#finding-card form");
const keysOn = document.getElementById("keys-on");
const inField = (element) => element.closest("input:not([type=checkbox]), textarea, select");

keysOn.checked = localStorage.getItem("confirmation-keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("confirmation-keys", keysOn.checked ? "on" : "off"));

function press(key) {
  const button = card()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return false;
  keepCursor();
  button.click();
  return true;
}

function go(step) {
  const rows = [...document.querySelectorAll(".finding-row")];
  const place = rows.findIndex((row) => row.dataset.finding === card()?.dataset.finding);
  rows[place + step]?.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    if (press("a")) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && inField(event.target)) {
    event.target.blur();
    return;
  }
  if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "A") document.getElementById("id_above")?.select();
  else if (event.key === "e") card()?.querySelector("[data-first]")?.focus();
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
  const form = card();
  const quote = form?.querySelector("[data-quote]");
  const place = quote && cursor(quote);
  if (place) form.elements.cut.value = place;
}
document.addEventListener("selectionchange", keepCursor);

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-finding]");
  if (mark) document.getElementById(`row-${mark.dataset.finding}`)?.click();
});

function show(finding) {
  for (const mark of document.querySelectorAll("mark.is-current")) mark.classList.remove("is-current");
  const marks = document.querySelectorAll(`mark[data-finding="${finding}"]`);
  for (const mark of marks) mark.classList.add("is-current");
  const row = document.getElementById(`row-${finding}`);
  for (const other of document.querySelectorAll(".finding-row.active")) other.classList.remove("active");
  row?.classList.add("active");
  row?.scrollIntoView({ block: "nearest" });
  if (marks[0]) marks[0].scrollIntoView({ block: "center" });
  // The text holds only a window of a long document, the list a part of many findings.
  else location.search = `?finding=${finding}`;
}

document.addEventListener("finding-decided", (event) => {
  const { finding, state, next, recut } = event.detail;
  if (recut) {
    location.search = `?finding=${next}`;
    return;
  }
  for (const mark of document.querySelectorAll(`mark[data-finding="${finding}"]`)) {
    mark.classList.remove("is-open", "is-accepted", "is-rejected");
    mark.classList.add(`is-${state}`);
  }
  show(next);
  // Out of the field that the last card was edited in, so that single keys work on this one.
  card()?.querySelector("[data-card-title]")?.focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "finding-card") show(card()?.dataset.finding);
});
