// A document beside its findings: the text stands at the finding that is looked at.
//
// Only the pane itself scrolls: scrollIntoView would move the page, and the card's heading out of sight.
export function centre(pane, selector) {
  const wanted = pane?.querySelector(selector);
  if (!wanted) return false;
  const [inside, outside] = [wanted.getBoundingClientRect(), pane.getBoundingClientRect()];
  pane.scrollTop += inside.top - outside.top - Math.max(16, (pane.clientHeight - inside.height) / 3);
  return true;
}

centre(document.querySelector(".confirmation-text"), "mark.is-current");
