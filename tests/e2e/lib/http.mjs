// Plain HTTP/1.1, so that a test sees exactly what was sent and what came.
import http from 'node:http';
import net from 'node:net';
import zlib from 'node:zlib';
import { PATIENCE_MS } from './patience.mjs';

/** A picture may wait for its turn, and then be made, in silence. */
const SILENT_MS = 3 * PATIENCE_MS;

/** One request on a connection of its own. */
export function exchange(host, port, method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = { Connection: 'close', ...headers };
    if (body !== undefined) sent['Content-Length'] = Buffer.byteLength(body);
    const request = http.request({ host, port, method, path, headers: sent, agent: false, timeout: SILENT_MS }, (answer) => {
      const parts = [];
      answer.on('data', (bytes) => parts.push(bytes));
      answer.on('error', reject);
      answer.on('end', () => resolve(made(answer, Buffer.concat(parts))));
    });
    request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer in ${SILENT_MS} ms`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** The bytes as they were before they were compressed. */
export function decoded(bytes, encoding) {
  if (encoding === 'gzip') return zlib.gunzipSync(bytes);
  if (encoding === 'br') return zlib.brotliDecompressSync(bytes);
  return bytes;
}

function made(answer, bytes) {
  const { statusCode: status, headers } = answer;
  const plain = bytes.length ? decoded(bytes, headers['content-encoding']) : bytes;
  return {
    status,
    headers,
    sent: bytes,
    bytes: plain,
    get text() {
      return plain.toString('utf8');
    },
    get json() {
      return JSON.parse(plain.toString('utf8'));
    },
  };
}

/**
 * Sends bytes as they are and gives all that comes back until the other side closes, or until `enough`
 * says that the text so far will do.
 */
export function raw(host, port, bytes, { enough = () => false, ms = PATIENCE_MS } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host, () => socket.write(bytes));
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of the answer in ${ms} ms; so far: ${text.slice(0, 500)}`));
    }, ms);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (some) => {
      text += some.toString('latin1');
      if (enough(text)) finish();
    });
    socket.on('close', finish);
    socket.on('error', () => finish());
  });
}
