// What the pages do beyond links and forms: a live diff of an edit, and keys to move in a list.
"use strict";

const words = (text) => text.match(/\s+|[^\s]+/g) || [];

// The longest common sequence of words. Long texts are compared by their changed middle only.
function changes(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  const parts = [["same", before.slice(0, start)]];
  if (old.length * now.length > 1_000_000) parts.push(["del", old], ["ins", now]);
  else parts.push(...middle(old, now));
  parts.push(["same", before.slice(before.length - end)]);
  return parts;
}

function middle(old, now) {
  const common = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i][j] =
        old[i] === now[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  const parts = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      parts.push(["same", [old[i++]]]);
      j++;
    } else if (j >= now.length || (i < old.length && common[i + 1][j] >= common[i][j + 1]))
      parts.push(["del", [old[i++]]]);
    else parts.push(["ins", [now[j++]]]);
  }
  return parts;
}

function show(parts, place) {
  place.replaceChildren(
    ...parts
      .filter(([, text]) => text.length)
      .map(([kind, text]) => {
        const node = document.createElement(kind === "same" ? "span" : kind);
        node.textContent = text.join("");
        return node;
      }),
  );
}

const edit = document.getElementById("edit");
if (edit) {
  const place = document.getElementById("diff");
  const read = () => words(`${edit.elements.title.value}\n\n${edit.elements.body.value}`);
  const before = read();
  edit.addEventListener("input", () => {
    const parts = changes(before, read());
    const same = parts.every(([kind, text]) => kind === "same" || !text.length);
    // Beside an edit, nobody means the text without it.
    document.querySelector(".approve").hidden = !same;
    if (same) place.replaceChildren();
    else show(parts, place);
  });
}

// j and k as in a mail program; Enter opens, as on any link.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea")) return;
  const step = { j: 1, k: -1 }[event.key];
  const rows = [...document.querySelectorAll(".row")];
  if (!step || !rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
});

// Sent once: a second click while the first is on its way would only be refused.
document.addEventListener("submit", (event) => {
  for (const button of document.querySelectorAll("main button")) button.disabled = true;
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("main button")) button.disabled = false;
});
