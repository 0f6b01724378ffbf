// Shows the chat on any page:
//   <script src="https://…/widget.js" data-title="Lapor gangguan" data-side="left" async></script>
// data-title: words of the button and name of the panel; data-side: "right" (usual) or "left".
// The page's own styles can't reach in (shadow root), ours can't reach out. The site must be named in
// PLN123_ALLOWED_ORIGINS, or its browser will refuse to show the frame.
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const title = script.dataset.title || "Lapor gangguan listrik";
  const side = script.dataset.side === "left" ? "left" : "right";

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    button {
      position: fixed; ${side}: 16px; bottom: 16px; z-index: 2147483000;
      min-height: 52px; padding: 0 20px; border: 2px solid #ffc02e; border-radius: 26px;
      background: #0b3f57; color: #fff; font: 600 16px/1.2 system-ui, sans-serif; cursor: pointer;
      box-shadow: 0 6px 22px rgb(0 0 0 / 25%);
    }
    button:focus-visible { outline: 3px solid #ffc02e; outline-offset: 3px; }
    section {
      position: fixed; ${side}: 16px; bottom: 84px; z-index: 2147483000;
      width: min(400px, calc(100vw - 32px)); height: min(680px, calc(100vh - 104px));
      border-radius: 18px; overflow: hidden; background: #0b3f57; box-shadow: 0 12px 44px rgb(0 0 0 / 32%);
    }
    section[hidden] { display: none; }
    iframe { width: 100%; height: 100%; border: 0; }
    @media (max-width: 480px) {
      section { inset: 0; width: 100%; height: 100%; border-radius: 0; }
    }
  `);

  const host = document.createElement("pln123-chat");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const opener = document.createElement("button");
  opener.type = "button";
  opener.textContent = title;
  opener.setAttribute("aria-expanded", "false");
  const panel = document.createElement("section");
  panel.setAttribute("aria-label", title);
  panel.hidden = true;
  root.append(opener, panel);

  function show(on) {
    if (on && !panel.firstChild) {
      // nothing is loaded from us before the visitor asks for it
      const frame = document.createElement("iframe");
      frame.src = `${home}/?tampilan=panel`;
      frame.title = title;
      panel.append(frame);
    }
    panel.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
    if (on) panel.firstChild.focus();
    else opener.focus();
  }

  opener.addEventListener("click", () => show(panel.hidden));
  window.addEventListener("message", (event) => {
    if (event.origin === home && event.data === "pln123:close") show(false);
  });
  document.body.append(host);
})();
