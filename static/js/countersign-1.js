// Countersign's own script. Every page works without it; it only saves steps. No markup is written from strings,
// nothing is evaluated, nothing is fetched: htmx does the fetching where a page asks for it.
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const shown = (element) => element.getClientRects().length > 0;

  // ---- keyboard: ? help, / search, j k rows, n p changes -------------------------------------------------
  const typing = (target) =>
    target.isContentEditable || (target.matches && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));

  const step = (elements, forward) => {
    if (!elements.length) return;
    const here = elements.findIndex((element) => element.contains(document.activeElement));
    const next = here < 0 ? (forward ? 0 : elements.length - 1) : here + (forward ? 1 : -1);
    const element = elements[Math.min(Math.max(next, 0), elements.length - 1)];
    const target = element.matches("a[href], button") ? element : element.querySelector(".main a[href], th a[href], a[href], button");
    if (!target) return;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  };

  // The next change after the one last gone to; where one has scrolled on since, the next from what is in view.
  let current = null;
  const arrive = (change) => {
    const changes = all(".chg");
    changes.forEach((other) => other.toggleAttribute("data-at", other === change));
    current = change;
    all("[data-jump-at]").forEach((place) => {
      place.textContent = `Change ${changes.indexOf(change) + 1} of ${changes.length}`;
    });
  };

  const jump = (forward) => {
    const changes = all(".chg");
    if (!changes.length) return null;
    const places = changes.map((change) => change.getBoundingClientRect());
    const bar = document.querySelector(".jump");
    const edge = bar ? Math.max(0, bar.getBoundingClientRect().bottom) : 0;
    const at = changes.indexOf(current);
    const seen = at >= 0 && places[at].bottom > edge && places[at].top < window.innerHeight;
    const below = places.findIndex((place) => place.top >= edge);
    const ahead = below < 0 ? changes.length : below;
    const wanted = seen ? at + (forward ? 1 : -1) : ahead - (forward ? 0 : 1);
    const change = changes[Math.min(Math.max(wanted, 0), changes.length - 1)];
    arrive(change);
    // At once: while a page still glides, what is in view would be judged from where it was.
    change.scrollIntoView({ behavior: "instant", block: change.offsetHeight < window.innerHeight / 2 ? "center" : "start" });
    return change;
  };

  const jumpTo = (forward) => {
    const change = jump(forward);
    if (!change) return false;
    change.querySelector(".ref").focus({ preventScroll: true });
    return true;
  };

  all("[data-jump]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      jump(link.dataset.jump === "on");
    });
  });

  document.addEventListener("focusin", (event) => {
    const change = event.target.closest(".chg");
    if (change && change !== current) arrive(change);
  });

  const help = () => {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  };

  const search = () => {
    const field = all("input[type=search], .filters input, .filters select").find(shown);
    if (field) field.focus();
    return Boolean(field);
  };

  const KEYS = {
    "?": () => (help(), true),
    "/": search,
    j: () => step(all(".t tbody tr").filter(shown), true),
    k: () => step(all(".t tbody tr").filter(shown), false),
    n: () => jumpTo(true),
    p: () => jumpTo(false),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (act && act() !== false) event.preventDefault();
  });

  all("[data-keys-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", help);
  });

  // ---- forms: nothing typed is lost, nothing is sent twice ------------------------------------------------
  const edited = new Set();
  const sent = new WeakSet();
  const guarded = (form) => form && form.method === "post" && !form.hasAttribute("data-noguard");

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (guarded(form) && !event.target.matches("[data-seen], [type=password]")) edited.add(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    edited.delete(form);
    all("button:not([type=button])", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });

  // Coming back with the back button: the page is alive again, so its forms may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("form").forEach((form) => sent.delete(form));
    all("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });

  window.addEventListener("beforeunload", (event) => {
    if (Array.from(edited).some((form) => form.isConnected)) event.preventDefault();
  });

  // A strip that scrolls sideways begins with the place one is at in view.
  all(".tabs, .rail ul").forEach((strip) => {
    const here = strip.querySelector("[aria-current]");
    if (here && strip.scrollWidth > strip.clientWidth) {
      const [outer, inner] = [strip.getBoundingClientRect(), here.getBoundingClientRect()];
      strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    }
  });

  // A page answered with problems: take the reader there.
  const problems = document.querySelector("[data-problems]");
  if (problems) problems.focus();

  // ---- review: how many clauses have been seen -----------------------------------------------------------
  const countSeen = () => {
    const ticks = all("[data-seen]");
    all("[data-seen-count]").forEach((place) => {
      place.textContent = `${ticks.filter((tick) => tick.checked).length} of ${ticks.length} seen`;
    });
  };
  if (document.querySelector("[data-seen]")) {
    document.addEventListener("change", (event) => event.target.matches("[data-seen]") && countSeen());
    countSeen();
  }

  // ---- reader: cite what is selected ---------------------------------------------------------------------
  const CONTEXT = 64;
  const NOT_TEXT = ".ref, .cite, [data-aside]";
  const article = document.querySelector("[data-citable]");
  const citing = document.querySelector("[data-cite-form]");

  // The words of a range as the terms have them: without our marks, white space folded.
  const wordsOf = (range) => {
    const copy = range.cloneContents();
    all(NOT_TEXT, copy).forEach((element) => element.remove());
    all("p, li, h2, h3, h4, td, div", copy).forEach((block) => block.append("\n"));
    return copy.textContent.replace(/\s+/g, " ");
  };

  const around = (range) => {
    const before = document.createRange();
    before.setStart(article, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const after = document.createRange();
    after.selectNodeContents(article);
    after.setStart(range.endContainer, range.endOffset);
    return [wordsOf(before).slice(-CONTEXT), wordsOf(after).slice(0, CONTEXT)];
  };

  const startHint = (range) => {
    const node = range.startContainer;
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!element) return "";
    const within = document.createRange();
    within.setStart(element, 0);
    within.setEnd(range.startContainer, range.startOffset);
    return String(Number(element.dataset.start) + wordsOf(within).length);
  };

  const put = (name, value) => {
    const input = citing.elements.namedItem(name);
    if (input) input.value = value;
  };

  const offer = () => {
    const selection = document.getSelection();
    if (citing.contains(document.activeElement)) return;
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const exact = range && article.contains(range.commonAncestorContainer) ? wordsOf(range).trim() : "";
    citing.hidden = !exact;
    if (!exact) return;
    const [prefix, suffix] = around(range);
    put("exact", exact);
    put("prefix", prefix);
    put("suffix", suffix);
    put("start", startHint(range));
    all("[data-cite-shown]", citing).forEach((place) => (place.textContent = exact));
  };

  if (article && citing) {
    let waiting = 0;
    document.addEventListener("selectionchange", () => {
      clearTimeout(waiting);
      waiting = setTimeout(offer, 150);
    });
  }
})();
