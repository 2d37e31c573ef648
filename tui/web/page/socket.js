// The explorer of a server in this page: keys go out as bytes, sizes as JSON, and what comes is
// for the screen.

import { openTerminal, say } from "./terminal.js";

const terminal = openTerminal(document.getElementById("terminal"));
const encode = new TextEncoder();
let socket = null;

// The path and the query of the page say what to show: /rings, /?spec=moons | coupling*4.
function connect() {
  const here = location;
  const scheme = here.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${here.host}/session${here.pathname}${here.search}`);
  socket.binaryType = "arraybuffer";
  let opened = false;
  socket.onopen = () => { opened = true; tellSize(); };
  socket.onmessage = (e) => terminal.write(new Uint8Array(e.data));
  socket.onclose = (e) => {
    socket = null;
    terminal.write("\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?25h");
    say(`${reasonOf(e, opened)} Enter begins anew.`);
  };
}

function reasonOf(e, opened) {
  if (e.reason) return `${e.reason[0].toUpperCase()}${e.reason.slice(1)}.`;
  if (e.code === 1000) return "The session is over.";
  return opened ? "The connection was lost." : "The server does not answer, or does not take this page.";
}

function tellSize() {
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ columns: terminal.cols, rows: terminal.rows }));
  }
}

function press(bytes) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(bytes);
}

terminal.onResize(tellSize);
terminal.onData((text) => {
  if (!socket && text === "\r") {
    say("");
    terminal.reset();
    connect();
    return;
  }
  press(encode.encode(text));
});
terminal.onBinary((text) => press(Uint8Array.from(text, (c) => c.charCodeAt(0))));

connect();
