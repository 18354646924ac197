// What the diagnosis gains from JavaScript; every page works without it.
(() => {
  "use strict";

  const form = document.getElementById("wizard");

  // Sliders and numbers, kept in step.
  for (const range of document.querySelectorAll(".dx-range")) {
    const number = document.getElementById(range.dataset.for);
    const read = () => Number(number.value.replace(",", ".").replace("%", "").trim()) || 0;
    range.hidden = false;
    range.value = read();
    range.addEventListener("input", () => {
      number.value = range.value;
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    number.addEventListener("input", (event) => {
      if (event.isTrusted) range.value = read();
    });
  }

  // The square is drawn by the server, which alone computes exactly, while one types.
  const preview = document.getElementById("preview");
  if (form && preview) {
    const status = document.getElementById("preview-status");
    let waiting = 0;
    let asked = null;
    const draw = async () => {
      asked?.abort();
      asked = new AbortController();
      const fields = new URLSearchParams(new FormData(form));
      try {
        const response = await fetch(`${preview.dataset.address}?${fields}`, { signal: asked.signal });
        if (!response.ok) return;
        const before = preview.querySelector(".dx-verdict")?.textContent;
        const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
        preview.replaceChildren(...parsed.body.childNodes);
        const after = preview.querySelector(".dx-verdict")?.textContent;
        if (after && after !== before) status.textContent = after.replace(/\s+/g, " ").trim();
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    };
    form.addEventListener("input", (event) => {
      if (!event.target.closest("#partners")) return;
      clearTimeout(waiting);
      waiting = setTimeout(draw, 150);
    });
    for (const button of document.querySelectorAll(".dx-draw")) button.hidden = true;
  }

  // Themes, found by a part of their name; without this file all of them stand in their groups.
  const filter = document.getElementById("theme-filter");
  if (filter) {
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const items = [...document.querySelectorAll("#theme-groups .dx-choice")];
    const groups = [...document.querySelectorAll("#theme-groups .dx-theme-group")];
    const open = new Map(groups.map((group) => [group, group.open]));
    const status = document.getElementById("theme-filter-status");
    filter.closest(".dx-filter").hidden = false;
    filter.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    filter.addEventListener("input", () => {
      const wanted = plain(filter.value.trim());
      for (const item of items) item.hidden = !plain(item.querySelector("label").textContent).includes(wanted);
      for (const group of groups) {
        const some = group.querySelector(".dx-choice:not([hidden])") !== null;
        group.hidden = !some;
        group.open = wanted ? some : open.get(group);
      }
      const found = items.filter((item) => !item.hidden).length;
      status.textContent = !wanted ? "" : found ? `${found} ${filter.dataset.found}` : filter.dataset.none;
    });
  }

  // Territories, suggested while one types: a combobox with a listbox, as the ARIA practices describe it.
  const place = document.getElementById("place");
  if (form && place) suggest(place);

  function suggest(input) {
    const list = document.getElementById("place-list");
    const status = document.getElementById("place-status");
    const meant = document.getElementById("place-meant");
    let options = [];
    let active = -1;
    let waiting = 0;
    let asked = null;
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      active = index;
      [...list.children].forEach((item, rank) => item.setAttribute("aria-selected", String(rank === index)));
      const item = list.children[index];
      if (!item) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    };
    const choose = (index) => {
      const option = options[index];
      input.value = option.name;
      meant.value = option.name;
      let chosen = document.getElementById("place-value");
      if (!chosen) {
        document.querySelector(".dx-candidates")?.remove();
        chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "territory", id: "place-value" });
        form.append(chosen);
      }
      chosen.value = option.territory;
      status.textContent = option.name;
      close();
    };
    const show = (found) => {
      options = found;
      list.replaceChildren(...found.map((option, rank) => {
        const item = document.createElement("li");
        item.id = `place-option-${rank}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.reason ? `${option.name} : ${option.reason}` : option.name;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(rank); });
        return item;
      }));
      const { found: several, foundOne: one, foundNone: none } = input.dataset;
      status.textContent = found.length === 0 ? none : found.length === 1 ? one : `${found.length} ${several}`;
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      mark(-1);
    };
    const ask = async () => {
      const text = input.value.trim();
      if (text.length < 2) return close();
      asked?.abort();
      asked = new AbortController();
      const parameters = new URLSearchParams({ q: text, lang: document.documentElement.lang });
      try {
        const response = await fetch(`${input.dataset.address}?${parameters}`, { signal: asked.signal });
        if (!response.ok) return;
        const { territories, suggestions } = await response.json();
        show([...territories, ...suggestions].slice(0, 12));
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 200);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const last = options.length - 1;
      if (event.key === "Escape") return close();
      if (list.hidden) return;
      if (event.key === "ArrowDown") mark(active >= last ? 0 : active + 1);
      else if (event.key === "ArrowUp") mark(active <= 0 ? last : active - 1);
      else if (event.key === "Enter" && active >= 0) choose(active);
      else return;
      event.preventDefault();
    });
  }

  // Copy the address, and print; site.js unfolds everything on paper.
  const share = document.getElementById("share");
  const copy = document.getElementById("copy");
  if (share && copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(share.value);
      document.getElementById("copied").textContent = copy.dataset.done;
    });
  }
  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
