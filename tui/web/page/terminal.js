// The terminal of a page: xterm.js, as large as its element, in the colours that the browser
// prefers.

import { Terminal } from "./xterm/xterm.mjs";
import { FitAddon } from "./xterm/addon-fit.mjs";
import { WebglAddon } from "./xterm/addon-webgl.mjs";

const dark = {
  background: "#14161b", foreground: "#d5d8de", cursor: "#d5d8de", selectionBackground: "#3d5a80",
};
const light = {
  background: "#fbfbfa", foreground: "#24272e", cursor: "#24272e", selectionBackground: "#b5d0ee",
  black: "#24272e", white: "#6b7078", brightBlack: "#8a8f98", brightWhite: "#24272e",
};

// A policy without inline styles forbids the style elements that xterm.js fills with text. What
// they say goes into sheets of the document instead, which scripts may make.
function styleBySheets() {
  const create = document.createElement.bind(document);
  document.createElement = (name, options) => {
    if (name !== "style") return create(name, options);
    const element = create("template"); // stands where the style would, and shows nothing
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    Object.defineProperty(element, "textContent", { set: (text) => sheet.replaceSync(text) });
    return element;
  };
}

function copy(text) {
  if (text && navigator.clipboard) navigator.clipboard.writeText(text).catch(() => {});
}

// What the program copies goes to the clipboard (OSC 52), and nothing of it comes back.
function lendClipboard(terminal) {
  terminal.parser.registerOscHandler(52, (data) => {
    const encoded = data.slice(data.indexOf(";") + 1);
    if (encoded !== "?") {
      const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
      copy(new TextDecoder().decode(bytes));
    }
    return true;
  });
  terminal.attachCustomKeyEventHandler((e) => {
    const wanted = (e.ctrlKey && e.shiftKey && e.code === "KeyC") || (e.metaKey && e.code === "KeyC");
    if (e.type !== "keydown" || !wanted || !terminal.hasSelection()) return true;
    copy(terminal.getSelection());
    e.preventDefault();
    return false;
  });
}

// Draws by WebGL where that is at hand, which is faster and joins the lines of boxes.
function drawFast(terminal) {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    // the elements that xterm.js draws otherwise serve as well
  }
}

// Returns a terminal in the element, which follows its size.
export function openTerminal(element) {
  styleBySheets();
  const prefers = matchMedia("(prefers-color-scheme: light)");
  const terminal = new Terminal({
    theme: prefers.matches ? light : dark,
    fontFamily: '"DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace',
    fontSize: 14, scrollback: 0, macOptionIsMeta: true, macOptionClickForcesSelection: true,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  drawFast(terminal);
  lendClipboard(terminal);
  fit.fit();
  new ResizeObserver(() => fit.fit()).observe(element);
  prefers.addEventListener("change", () => { terminal.options.theme = prefers.matches ? light : dark; });
  terminal.focus();
  window.bijou = terminal; // where a test finds it
  return terminal;
}

// Says a sentence below the terminal; nothing hides it.
export function say(text) {
  const message = document.getElementById("message");
  message.textContent = text;
  message.hidden = !text;
}
