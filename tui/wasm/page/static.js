// The explorer in this page, without a server: #rings, #lesson-3 or ?spec=moons | coupling*4 says what.

import { openTerminal, say } from "./terminal.js";

const terminal = openTerminal(document.getElementById("terminal"));
const encode = new TextEncoder();
const query = new URLSearchParams(location.search);
let over = false;

say("Loading …");
const worker = new Worker("worker.js", { type: "module" });
worker.onmessage = (e) => {
  if (e.data.show) {
    if (!over) say("");
    terminal.write(e.data.show);
  } else {
    over = true;
    terminal.write("\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?25h");
    say(`${e.data.failed ?? "The session is over."} Enter begins anew.`);
  }
};
worker.onerror = (e) => { over = true; say(`The explorer cannot run here: ${e.message}`); };
worker.postMessage({
  start: {
    run: decodeURIComponent(location.hash.slice(1)) || (query.get("run") ?? ""), spec: query.get("spec") ?? "",
    columns: terminal.cols, rows: terminal.rows,
  },
});

function press(bytes) { worker.postMessage({ keys: bytes }); }

terminal.onResize(({ cols, rows }) => worker.postMessage({ columns: cols, rows }));
terminal.onData((text) => {
  if (over && text === "\r") location.reload();
  press(encode.encode(text));
});
terminal.onBinary((text) => press(Uint8Array.from(text, (c) => c.charCodeAt(0))));
window.addEventListener("hashchange", () => location.reload());
