// The SQL page beyond its form: names are offered while a query is written, and queries of this tab are remembered.
// @ts-check

/** @typedef {{name: string, kind: string, hint: string}} Name */
/** @typedef {{name: string, description: string, like: string | null, columns: string[]}} Table */

const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("sql"));
const list = /** @type {HTMLElement} */ (document.getElementById("sql-names"));
const live = document.getElementById("live");

/** Most names that are offered. */
const MOST = 10;

let tables = /** @type {Table[] | null} */ (null), functions = /** @type {Name[]} */ ([]);
let offered = /** @type {Name[]} */ ([]), active = -1;

/** Loads the names when the first word is written. */
async function load() {
  if (tables) return;
  tables = [];
  const answer = await fetch("/api/v1/sql/names").catch(() => null);
  if (!answer?.ok) return;
  const names = await answer.json();
  tables = names.tables;
  functions = names.functions.map((/** @type {any} */ of) => ({ name: of.name, kind: "function", hint: of.syntax }));
}

/** Columns of a table, with those of the table that it is like.
 * @param {string} name @returns {string[]} */
function columnsOf(name) {
  const table = tables?.find(table => table.name === name);
  return table ? table.columns.concat(table.like ? columnsOf(table.like) : []) : [];
}

/** Names that fit what stands in front of the caret: columns of the tables that the query names, then tables, then functions.
 * @param {string} word @returns {Name[]} */
function fitting(word) {
  const lower = word.toLowerCase(), said = new Set(text.value.toLowerCase().match(/[\w.]+/g) ?? []);
  const named = (tables ?? []).filter(table => said.has(table.name)).map(table => table.name);
  const columns = [...new Set((named.length ? named : ["events"]).flatMap(columnsOf))].map(name => ({ name, kind: "column", hint: "" }));
  const all = columns.concat((tables ?? []).map(table => ({ name: table.name, kind: "table", hint: table.description })), functions);
  const begins = all.filter(of => of.name.startsWith(lower)), has = all.filter(of => of.name.indexOf(lower) > 0);
  return begins.concat(has).filter(of => of.name !== lower).slice(0, MOST);
}

/** The word in front of the caret. */
function word() {
  return text.selectionStart === text.selectionEnd ? /[A-Za-z_][\w.]*$/.exec(text.value.slice(0, text.selectionStart))?.[0] ?? "" : "";
}

function close() {
  offered = [];
  active = -1;
  list.hidden = true;
  text.removeAttribute("aria-activedescendant");
}

/** @param {number} least letters that a word has at least */
async function offer(least) {
  await load();
  const found = word().length >= least ? fitting(word()) : [];
  close();
  if (!found.length) return;
  offered = found;
  list.replaceChildren(...found.map((of, at) => {
    const item = document.createElement("li"), hint = document.createElement("small");
    item.id = `sql-name-${at}`;
    item.role = "option";
    item.ariaSelected = "false";
    hint.textContent = of.hint || of.kind;
    item.append(of.name, " ", hint);
    // The field keeps the focus.
    item.addEventListener("pointerdown", event => { event.preventDefault(); take(at); });
    return item;
  }));
  list.hidden = false;
  if (live) live.textContent = `${found.length} names; the down arrow chooses`;
}

/** @param {number} step */
function choose(step) {
  list.children[active]?.setAttribute("aria-selected", "false");
  active = (active + step + offered.length) % offered.length;
  const item = list.children[active];
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  text.setAttribute("aria-activedescendant", item.id);
}

/** @param {number} at */
function take(at) {
  const of = offered[at], caret = text.selectionStart;
  text.setRangeText(of.kind === "function" ? `${of.name}(` : of.name, caret - word().length, caret, "end");
  close();
}

text.addEventListener("input", () => offer(2));
text.addEventListener("blur", close);
text.addEventListener("keydown", event => {
  if (event.ctrlKey && event.key === " ") { event.preventDefault(); offer(0); return; }
  if (list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1);
  else if (event.key === "Enter" && active >= 0 && !event.ctrlKey && !event.metaKey) take(active);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

/** Queries of this tab; the browser forgets them with it. */
const KEY = "trail365-sql", REMEMBERED = 30;
const past = /** @type {HTMLElement} */ (document.getElementById("sql-past"));

/** @returns {string[]} */
function remembered() {
  try { return JSON.parse(sessionStorage.getItem(KEY) ?? "[]"); } catch { return []; }
}

function showPast() {
  const queries = remembered();
  /** @type {HTMLElement} */ (past.closest("details")).hidden = !queries.length;
  past.replaceChildren(...queries.map(query => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.className = "past";
    button.textContent = query;
    button.addEventListener("click", () => { text.value = query; text.focus(); });
    item.append(button);
    return item;
  }));
}

function remember() {
  close();
  const query = text.value.trim();
  if (!query) return;
  sessionStorage.setItem(KEY, JSON.stringify([query, ...remembered().filter(other => other !== query)].slice(0, REMEMBERED)));
  showPast();
}

text.form?.addEventListener("htmx:before:request", remember);
text.form?.addEventListener("submit", remember);
showPast();
// Whoever comes back finds the query that was run last, not the one to begin with.
if (!location.search && remembered().length) text.value = remembered()[0];
