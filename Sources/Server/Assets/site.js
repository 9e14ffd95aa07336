// Adds speed to pages that work without it: search as you type, a palette, shortcuts, progress.
"use strict";

(() => {
  const body = document.body;
  const csrf = body.dataset.csrf || "";

  // What is wrong, or what was done, is read first.
  const first = document.getElementById("error-summary") || document.getElementById("done");
  if (first) first.focus();

  async function ask(path, values) {
    const form = new URLSearchParams(values);
    form.set("csrf", csrf);
    const answer = await fetch(path, {
      method: "POST", body: form, credentials: "same-origin",
      headers: { "X-Requested-With": "script", "Accept": "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function debounced(wait, work) {
    let timer = 0;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(() => work(...values), wait);
    };
  }

  // Search as you type: the form's own answer, in place of the table.
  for (const form of document.querySelectorAll("form[data-live]")) {
    const target = document.getElementById(form.dataset.live);
    const input = form.querySelector("input[type=text]");
    if (!target || !input) continue;
    let asked = 0;
    const update = debounced(120, async () => {
      const mine = ++asked;
      const values = new FormData(form);
      values.set("fragment", "1");
      try {
        const answer = await fetch(form.action, {
          method: "POST", body: new URLSearchParams(values), credentials: "same-origin",
          headers: { "X-Requested-With": "script" },
        });
        if (!answer.ok || mine !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(target.id);
        if (fresh && mine === asked) target.replaceChildren(...fresh.childNodes);
      } catch (error) { /* The button still searches. */ }
    });
    form.addEventListener("input", update);
  }

  // The palette: pages of the navigation, and students.
  const palette = document.getElementById("palette");
  if (palette) {
    const input = document.getElementById("palette-text");
    const list = document.getElementById("palette-list");
    const pages = [...document.querySelectorAll(".main-nav a")]
      .map((link) => ({ label: link.textContent.trim(), address: link.getAttribute("href") }));
    let chosen = 0;
    let entries = [];
    let asked = 0;

    const show = (found) => {
      entries = found.slice(0, 12);
      chosen = Math.min(chosen, Math.max(0, entries.length - 1));
      list.replaceChildren(...entries.map((entry, index) => {
        const item = document.createElement("li");
        item.id = "palette-" + index;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(index === chosen));
        item.textContent = entry.label;
        item.addEventListener("click", () => { location.href = entry.address; });
        return item;
      }));
      input.setAttribute("aria-expanded", String(entries.length > 0));
      input.setAttribute("aria-activedescendant", entries.length ? "palette-" + chosen : "");
    };
    const matching = (text) =>
      pages.filter((page) => page.label.toLowerCase().includes(text.toLowerCase()));
    const students = debounced(120, async (text) => {
      const mine = ++asked;
      if (text.length < 2) return;
      try {
        const answer = await ask("/students/suggest", { text });
        if (mine === asked) show(matching(text).concat(answer.students));
      } catch (error) { /* The pages are still there. */ }
    });
    const open = () => {
      input.value = "";
      chosen = 0;
      show(matching(""));
      palette.showModal();
      input.focus();
    };
    input.addEventListener("input", () => {
      chosen = 0;
      asked += 1;
      show(matching(input.value));
      students(input.value.trim());
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        chosen = (chosen + step + entries.length) % Math.max(1, entries.length);
        show(entries);
      } else if (event.key === "Enter" && entries[chosen]) {
        event.preventDefault();
        location.href = entries[chosen].address;
      }
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (palette.open) palette.close(); else open();
      }
    });
    const link = document.querySelector(".palette-link");
    if (link) {
      link.addEventListener("click", (event) => { event.preventDefault(); open(); });
    }
  }

  // Single keys; off where somebody turned them off, and while typing.
  if (body.dataset.shortcuts === "on") {
    let leader = "";
    const ready = performance.now() + 250;
    const places = { h: "/", s: "/students", g: "/roster", m: "/missing", p: "/programs",
      i: "/imports" };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select, dialog")) return;
      if (event.key === "?") { location.href = "/shortcuts"; return; }
      if (event.key === "/") {
        const search = document.querySelector("main input[name=text]");
        if (search) { event.preventDefault(); search.focus(); }
        return;
      }
      if (leader === "g" && places[event.key]) {
        if (document.querySelector(`.main-nav a[href="${places[event.key]}"]`)) {
          location.href = places[event.key];
        }
        leader = "";
        return;
      }
      leader = event.key === "g" ? "g" : "";
      // A key that is held down, or was meant for the page before, decides nothing.
      if (event.repeat || performance.now() < ready) return;
      const control = /^[a-z]$/.test(event.key)
        && document.querySelector(`main [data-key="${event.key}"] :is(a, button)`);
      if (control) { event.preventDefault(); control.click(); }
    });
  }

  // Two minutes before the session ends.
  const idle = document.getElementById("idle");
  const seconds = Number(body.dataset.idle || 0);
  if (idle && seconds > 120) {
    let warning = 0;
    let end = 0;
    const start = (left) => {
      clearTimeout(warning);
      clearTimeout(end);
      warning = setTimeout(() => idle.showModal(), (left - 120) * 1000);
      end = setTimeout(() => { location.href = "/sign-in"; }, left * 1000);
    };
    start(seconds);
    document.getElementById("idle-stay").addEventListener("click", async () => {
      try {
        const answer = await ask("/session/stay", {});
        idle.close();
        start(answer.seconds);
      } catch (error) { location.href = "/sign-in"; }
    });
  }

  // A page that shows work under way asks how far it is, and reloads when it is done.
  const progress = document.querySelector("[data-progress]");
  if (progress) {
    const bar = progress.querySelector("progress");
    const words = progress.querySelector("[data-progress-text]");
    const source = new EventSource(progress.dataset.progress);
    source.addEventListener("progress", (event) => {
      const state = JSON.parse(event.data);
      if (bar && state.total > 0) { bar.max = state.total; bar.value = state.done; }
      if (words) words.textContent = state.text;
    });
    source.addEventListener("done", () => { source.close(); location.reload(); });
  }

  // Files dropped onto the field.
  for (const zone of document.querySelectorAll(".drop")) {
    const input = zone.querySelector("input[type=file]");
    if (!input) continue;
    for (const name of ["dragover", "dragenter"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("over");
      });
    }
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent === "yes") { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => { form.dataset.sent = ""; }, { once: true });
  });

  // All values of one side of a merge.
  for (const control of document.querySelectorAll("[data-choose-all]")) {
    control.hidden = false;
    control.addEventListener("click", () => {
      for (const radio of document.querySelectorAll(
        `input[type=radio][value="${control.dataset.chooseAll}"]:not(:disabled)`)) {
        radio.checked = true;
      }
    });
  }
  for (const control of document.querySelectorAll("[data-print]")) {
    control.hidden = false;
    control.addEventListener("click", () => window.print());
  }
})();
