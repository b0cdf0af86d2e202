// Readers of a machine, each request on a connection of its own, until the standard input ends; then a line of JSON says what
// came of them. Run on the machine's network (Machine.load()); it must not know what happens there meanwhile.
//
// usage: node load.mjs URL [READERS]
import http from 'node:http';

const [url, readers = '4'] = process.argv.slice(2);
const told = { requests: 0, failed: [], longest_ms: 0 };
let done = false;

/** One request on a new connection; whatever is not a whole 200 failed. */
function ask() {
  return new Promise((resolve) => {
    const begun = performance.now();
    const end = (fault) => {
      told.requests++;
      told.longest_ms = Math.max(told.longest_ms, Math.round(performance.now() - begun));
      if (fault) told.failed.push(`${new Date().toISOString()} ${fault}`);
      resolve();
    };
    const request = http.get(url, { agent: false, headers: { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece) => { bytes += piece.length; });
      answer.on('error', (fault) => end(fault.message));
      answer.on('end', () => end(answer.statusCode === 200 && bytes && answer.complete ? null : `${answer.statusCode}, ${bytes} bytes`));
    });
    request.on('error', (fault) => end(fault.message));
    request.setTimeout(300_000, () => request.destroy(new Error('no answer in five minutes')));
  });
}

process.stdin.on('end', () => { done = true; }).resume();
await Promise.all(Array.from({ length: Number(readers) }, async () => {
  while (!done) {
    await ask();
    // So that readers are many and not a flood, which has limits of its own.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}));
process.stdout.write(`${JSON.stringify(told)}\n`);
