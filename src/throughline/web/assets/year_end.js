// The reconciliation by keyboard. Every key does what can also be done with the mouse.
//
//   tr[data-row]          a row that can be ticked; .is-open: nobody has said or decided anything of it yet
//   form#words            what is said of the ticked rows; [data-outcome] its choice, [data-why] its reason,
//                         [data-at-once] where "done" and "as the unit said" need no reason: sent by their keys alone
//   #keys-on              whether single keys work; #keys the sheet that tells them
const form = document.getElementById("words");
const choice = form?.querySelector("[data-outcome] select");
const why = form?.querySelector("[data-why] textarea");
const keysOn = document.getElementById("keys-on");
const sheet = document.getElementById("keys");
const OUTCOMES = { d: "done", x: "not_done", c: "carried_over", w: "as_said" };
const GOES_ON = `goes-on:${location.pathname}`;
let current = null;

const rows = () => [...document.querySelectorAll("tr[data-row]")];
const box = (row) => row.querySelector("input[type=checkbox]");
const inField = (element) => element.closest("input:not([type=checkbox]), textarea, select");

function show(row) {
  if (!row) return;
  current?.classList.remove("table-active");
  current = row;
  row.classList.add("table-active");
  row.scrollIntoView({ block: "center" });
  box(row).focus({ preventScroll: true });
}

function step(by) {
  const all = rows();
  const place = all.indexOf(current);
  show(all[place < 0 ? 0 : Math.min(Math.max(place + by, 0), all.length - 1)]);
}

function nextOpen() {
  const all = rows();
  const place = all.indexOf(current);
  show([...all.slice(place + 1), ...all.slice(0, place + 1)].find((row) => row.matches(".is-open")));
}

function send() {
  sessionStorage.setItem(GOES_ON, "yes");
  form.requestSubmit(form.querySelector("button[name=act]"));
}

// Of the ticked rows; else of the one that is shown. Without either nothing is said of anything.
function say(outcome) {
  if (!rows().some((row) => box(row).checked)) {
    if (!current) return nextOpen();
    box(current).checked = true;
  }
  choice.value = outcome;
  if (["done", "as_said"].includes(outcome) && "atOnce" in form.dataset) send();
  else why.focus();
}

const onKey = (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && form.contains(event.target)) {
    event.preventDefault();
    return send();
  }
  if (event.key === "Escape") {
    sheet.open = false;
    if (inField(event.target)) event.target.blur();
    return;
  }
  if (!keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "n") nextOpen();
  else if (event.key === "?") sheet.open = !sheet.open;
  else if (choice.querySelector(`option[value="${OUTCOMES[event.key]}"]`)) say(OUTCOMES[event.key]);
  else return;
  event.preventDefault();
};

// Where nothing can be said, the page has no keys.
if (form) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && row !== current) show(row);
  });
  const KEPT = "year-end-keys";
  const tell = () => document.body.classList.toggle("keys-off", !keysOn.checked);
  keysOn.checked = localStorage.getItem(KEPT) !== "off";
  keysOn.addEventListener("change", () => {
    localStorage.setItem(KEPT, keysOn.checked ? "on" : "off");
    tell();
  });
  tell();
  const wrong = form.querySelector(".is-invalid");
  if (wrong) wrong.focus();
  else if (sessionStorage.getItem(GOES_ON) && !document.getElementById("refused")) nextOpen();
  sessionStorage.removeItem(GOES_ON);
}
