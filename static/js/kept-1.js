// Words typed into a form and not saved: kept in this browser till they are saved, thrown away, or their author signs
// out, and offered back when the page is opened again. Like the rest, nothing depends on it. What is kept lies under the
// person and the page, for three days at most; another person signing in here has it removed before anything is shown.
(() => {
  "use strict";

  const KEPT = "countersign-kept:";
  const OUT = "countersign-signed-out";
  const KEPT_FOR = 3 * 24 * 60 * 60 * 1000;
  const NEVER = ["csrfmiddlewaretoken", "form_key"];
  const FRAME = ["version", "opened"];

  const drawer = (() => {
    try {
      return window.localStorage;
    } catch {
      return null; // a browser that keeps nothing
    }
  })();
  if (!drawer) return;

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const person = document.body.dataset.person || "";
  const here = `${KEPT}${person}:${location.pathname}`;
  const aside = `${here}#aside`;
  const form = document.querySelector("form[data-keep]");
  const box = document.querySelector("[data-kept]");
  let stopped = false;

  const keys = () => Object.keys(drawer).filter((key) => key.startsWith(KEPT));
  const entryAt = (key) => {
    try {
      return JSON.parse(drawer.getItem(key));
    } catch {
      return null;
    }
  };
  const put = (key, entry) => {
    try {
      drawer.setItem(key, JSON.stringify(entry));
    } catch {
      // The drawer is full: what is on the page is still on the page.
    }
  };

  const fieldsOf = () =>
    Array.from(new FormData(form)).filter(([name, value]) => !NEVER.includes(name) && typeof value === "string");
  const words = (fields) =>
    JSON.stringify(
      fields.filter(([name]) => !FRAME.includes(name)).map(([name, value]) => [name, value.replace(/\r\n/g, "\n").trim()]),
    );
  const versionOf = (fields) => (fields.find(([name]) => name === "version") || ["", ""])[1];

  const keep = () => {
    if (!stopped && person) put(here, { at: Date.now(), fields: fieldsOf() });
  };

  // What is too old, and what somebody else left behind in this browser.
  const tidy = () => {
    const oldest = Date.now() - KEPT_FOR;
    keys().forEach((key) => {
      const entry = entryAt(key);
      const others = person && !key.startsWith(`${KEPT}${person}:`);
      if (others || !entry || !(entry.at > oldest)) drawer.removeItem(key);
    });
  };

  // Version and digest go back too: whoever saved meanwhile is met on the merge page.
  const putBack = (fields) => {
    Array.from(form.elements).forEach((control) => {
      if (!control.name || NEVER.includes(control.name) || control.type === "submit") return;
      const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    });
    const first = form.querySelector("textarea, input:not([type=hidden])");
    first.dispatchEvent(new Event("input", { bubbles: true }));
    first.focus();
  };

  const offer = (entry) => {
    all("[data-kept-at]", box).forEach((place) => {
      place.textContent = new Date(entry.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    });
    all("[data-kept-words]", box).forEach((place) => {
      const told = entry.fields.filter(([name, value]) => value.trim() && !FRAME.includes(name));
      place.textContent = told.map((pair) => pair.join(": ")).join("\n");
    });
    all("[data-kept-older]", box).forEach((place) => {
      place.hidden = versionOf(entry.fields) === versionOf(fieldsOf());
    });
    const settle = () => {
      drawer.removeItem(aside);
      box.hidden = true;
    };
    all("[data-kept-discard]", box).forEach((button) => button.addEventListener("click", settle));
    all("[data-kept-restore]", box).forEach((button) =>
      button.addEventListener("click", () => {
        settle();
        putBack(entry.fields);
        keep();
      }),
    );
    box.hidden = false;
  };

  const arrive = () => {
    if (document.querySelector("[data-saved]")) drawer.removeItem(here);
    if (!box) return;
    const last = entryAt(here);
    if (last && form && words(last.fields) === words(fieldsOf())) return; // as on the page: nothing to offer
    if (last) {
      put(aside, last); // so that typing on while the question stands open overwrites nothing
      drawer.removeItem(here);
    }
    const entry = entryAt(aside);
    if (entry) offer(entry);
  };

  tidy();
  arrive();

  all("[data-kept-drop]").forEach((link) => link.addEventListener("click", () => drawer.removeItem(here)));
  all("form[data-forgets]").forEach((out) =>
    out.addEventListener("submit", () => {
      keys().forEach((key) => drawer.removeItem(key));
      drawer.setItem(OUT, "1"); // heard by the other windows, which keep nothing from then on
      drawer.removeItem(OUT);
    }),
  );
  window.addEventListener("storage", (event) => {
    if (event.key === OUT || event.key === null) stopped = true;
  });

  if (!form) return;
  let waiting = 0;
  document.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 250);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keep();
  });
})();
