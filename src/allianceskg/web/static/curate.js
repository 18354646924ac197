// Everything works without this file. It saves what is typed two seconds after the last key, asks for the password in
// place when the session has ended, and completes the names of territories.
"use strict";

const form = document.getElementById("record-form");
if (form) {
  const saved = document.getElementById("saved");
  const again = document.getElementById("again");
  const said = form.dataset;
  let timer = 0;
  let isSaving = false;
  let isTyped = false;
  let hasConflict = false;
  let isLeaving = false;

  const tell = (text, isUnsaved) => {
    saved.textContent = text;
    saved.classList.toggle("cu-unsaved", isUnsaved);
  };
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  async function save(credentials) {
    if (hasConflict || isLeaving) return;
    if (isSaving) return later(500);
    isSaving = true;
    isTyped = false;
    tell(said.saidSaving, false);
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "autosave");
    for (const [name, value] of Object.entries(credentials || {})) body.set(name, value);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) {
        const told = await answer.json();
        form.elements.version.value = told.version;
        tell(`${said.saidSaved} ${told.saved}`, false);
        if (again.open) again.close();
      } else if (answer.status === 401) {
        const told = await answer.json().catch(() => ({}));
        document.getElementById("again-told").textContent = credentials ? told.detail || "" : "";
        tell(said.saidTyped, true);
        if (!again.open) again.showModal();
      } else if (answer.status === 409 || answer.status === 412) {
        hasConflict = true;
        tell(said.saidConflict, true);
      } else throw new Error(String(answer.status));
    } catch {
      isTyped = true;
      tell(said.saidFailed, true);
      later(5000);
    }
    isSaving = false;
    if (isTyped && !hasConflict) later(2000);
  }

  form.addEventListener("input", () => {
    isTyped = true;
    if (!hasConflict) {
      tell(said.saidTyped, true);
      later(2000);
    }
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("beforeunload", (event) => {
    if (isTyped && !isLeaving) event.preventDefault();
  });
  document.getElementById("again-send").addEventListener("click", (event) => {
    event.preventDefault();
    save({
      "again.email": document.getElementById("again-email").value,
      "again.password": document.getElementById("again-password").value,
    });
  });

  const territories = document.getElementById("territories");
  let asked = "";
  form.addEventListener("input", async (event) => {
    const typed = event.target.dataset && event.target.dataset.completion === "territories" ? event.target.value.trim() : "";
    if (typed.length < 2 || typed.endsWith(")")) return;
    asked = typed;
    const answer = await fetch(`/api/territories?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer || !answer.ok || asked !== typed) return;
    const found = await answer.json();
    territories.replaceChildren(
      ...[...found.territories, ...found.suggestions].slice(0, 12).map((one) => {
        const option = document.createElement("option");
        option.value = `${one.name} (${one.territory})`;
        return option;
      }),
    );
  });
}

const summary = document.getElementById("summary");
if (summary) summary.focus();
// A part that an address names is unfolded, with all that it stands in.
const named = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
for (let one = named; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
if (named) named.scrollIntoView();
