// Runs the explorer beside the page. Messages that come before it does are kept until it hears.

import "./wasm_exec.js";

const early = [];
self.onmessage = (e) => {
  if (e.data.start) begin(e.data.start);
  else if (self.bijouHear) self.bijouHear(e.data);
  else early.push(e.data);
};

async function begin(start) {
  self.bijouStart = start;
  const go = new Go();
  try {
    const { instance } = await WebAssembly.instantiateStreaming(fetch("bijou.wasm"), go.importObject);
    const ended = go.run(instance);
    for (const message of early) self.bijouHear?.(message);
    await ended;
  } catch (e) {
    self.postMessage({ failed: String(e) });
  }
}
