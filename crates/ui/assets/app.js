// What pages do beyond links and forms: a range drawn over bars, keys, and a query that can be cancelled.
// @ts-check

/** Writes times into an address that has words in their places.
 * @param {string} href @param {string} since @param {string} until */
function between(href, since, until) {
  // With their names: a value in front of them may be such a word, too.
  return href.replace("since=SINCE", `since=${encodeURIComponent(since)}`).replace("until=UNTIL", `until=${encodeURIComponent(until)}`);
}

/** Bars over time: drawing a range leads to its records. */
class Histogram extends HTMLElement {
  connectedCallback() {
    const from = Date.parse(this.dataset.from ?? ""), until = Date.parse(this.dataset.until ?? "");
    const brush = document.createElement("div");
    brush.className = "brush";
    brush.hidden = true;
    this.append(brush);
    let start = /** @type {number | null} */ (null);
    const share = (/** @type {PointerEvent} */ event) => {
      const box = this.getBoundingClientRect();
      return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    };
    const draw = (/** @type {number} */ a, /** @type {number} */ b) => {
      brush.style.left = `${Math.min(a, b) * 100}%`;
      brush.style.width = `${Math.abs(b - a) * 100}%`;
    };
    this.addEventListener("pointerdown", event => {
      if (event.button === 0) start = share(event);
    });
    this.addEventListener("pointermove", event => {
      if (start === null) return;
      const now = share(event);
      // A few pixels are a click on a bar.
      if (brush.hidden && Math.abs(now - start) * this.clientWidth < 5) return;
      brush.hidden = false;
      this.setPointerCapture(event.pointerId);
      draw(start, now);
    });
    this.addEventListener("pointerup", event => {
      const begun = start, end = share(event);
      start = null;
      if (begun === null) return;
      if (brush.hidden) return this.open(end);
      const time = (/** @type {number} */ part) => new Date(from + part * (until - from)).toISOString();
      location.assign(between(this.dataset.href ?? "", time(Math.min(begun, end)), time(Math.max(begun, end))));
    });
    this.addEventListener("pointercancel", () => { start = null; brush.hidden = true; });
    // A drag that ends on a bar is not a click on it.
    this.addEventListener("click", event => { if (!brush.hidden) event.preventDefault(); }, true);
    this.addEventListener("dragstart", event => event.preventDefault());
  }
  /** Leads to the records of the mark at a place. Hundreds of links would be most of a page.
   * @param {number} share */
  open(share) {
    if (!this.dataset.open) return;
    const times = /** @type {HTMLElement} */ (this.closest("[data-times]")).dataset.times?.split(" ") ?? [];
    const marks = times.length - 1, at = Math.min(marks - 1, Math.floor(share * marks));
    location.assign(between(this.dataset.open, times[at], times[at + 1]));
  }
}
customElements.define("t-histogram", Histogram);

/** Keys. None acts while a field has the focus, or with a modifier. */
const sections = new Map([["h", "/"], ["s", "/search"], ["t", "/timeline"], ["a", "/alerts"], ["r", "/rules"], ["p", "/reports"], ["q", "/sql"], ["l", "/health"]]);
let goes = false;

/** @param {number} step */
function moveRow(step) {
  const rows = [...document.querySelectorAll("table.records tbody tr")];
  if (!rows.length) return;
  const at = rows.findIndex(row => row.getAttribute("aria-current") === "true");
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  rows[at]?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.scrollIntoView({ block: "nearest" });
  /** @type {HTMLElement | null} */ (next.querySelector("a"))?.focus();
}

document.addEventListener("keydown", event => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.id === "sql") {
    /** @type {HTMLElement | null | undefined} */ (target.closest("form")?.querySelector("button[value=run]"))?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
  const click = (/** @type {string} */ selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click();
  if (goes && sections.has(event.key)) location.assign(sections.get(event.key) ?? "/");
  else if (event.key === "/") /** @type {HTMLElement | null} */ (document.querySelector("form.search input[name=q], .find input"))?.focus();
  else if (event.key === "j") moveRow(1);
  else if (event.key === "k") moveRow(-1);
  else if (event.key === "o") click('table.records tr[aria-current="true"] a');
  else if (event.key === "[") click(".paging a");
  else if (event.key === "f") click("#facets > summary");
  else if (event.key === "?") location.assign("/help");
  else { goes = event.key === "g"; return; }
  goes = false;
  event.preventDefault();
});

/** Hints of cells: the meaning, which stands where a value stands first, or the whole of a text that is cut off. */
document.addEventListener("pointerover", event => {
  const cell = /** @type {HTMLElement} */ (event.target).closest?.(".records td > *, .records td, .value");
  if (!(cell instanceof HTMLElement) || cell.title) return;
  const first = [...document.querySelectorAll("td > a[title]")].find(other => other.textContent === cell.textContent);
  if (first) cell.title = first.getAttribute("title") ?? "";
  else if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent ?? "";
});

/** The query under way: its form can stop it, which frees its place on the server. */
const form = document.getElementById("query"), cancel = document.getElementById("cancel"), live = document.getElementById("live");
if (form && cancel) {
  cancel.addEventListener("click", () => {
    for (const button of form.querySelectorAll("button[name=action]")) button.dispatchEvent(new CustomEvent("htmx:abort"));
  });
  form.addEventListener("htmx:before:request", () => { cancel.hidden = false; });
  form.addEventListener("htmx:finally:request", () => { cancel.hidden = true; });
}

/** Says in the place of an answer that none came: the server was stopped, or the way to it is cut. */
document.addEventListener("htmx:error", event => {
  const { ctx, error } = /** @type {CustomEvent} */ (event).detail ?? {};
  if (!(error instanceof TypeError) || !(ctx?.target instanceof HTMLElement)) return;
  ctx.target.querySelector(":scope > .unreachable")?.remove();
  const words = document.createElement("p");
  words.className = "wrong unreachable";
  words.role = "alert";
  words.textContent = "The server cannot be reached; try again.";
  ctx.target.prepend(words);
});

/** Says what has come to those who do not see it. */
document.addEventListener("htmx:after:swap", event => {
  const place = /** @type {HTMLElement} */ (event.target);
  const words = place.querySelector?.("h1, h2, figcaption, .note")?.textContent;
  if (live && words) live.textContent = words;
});

/** The zone of this machine is chosen for a start where none was. */
const guess = /** @type {HTMLSelectElement | null} */ (document.querySelector("select[data-guess=zone]"));
if (guess) {
  guess.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (guess.selectedIndex < 0) guess.value = "";
}
