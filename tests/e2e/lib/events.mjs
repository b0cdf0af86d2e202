// A reader of server-sent events (WHATWG HTML, section 9.2), with nothing but a socket.
import http from 'node:http';

/**
 * Opens /api/events and collects {id, event, data} in `seen`; `beats` counts comments. `first` resolves with
 * the status once the head is there; `close()` ends it.
 */
export function follow(portal, { since, last, localAddress, onEvent = () => {}, onEnd = () => {} } = {}) {
  const headers = last ? { 'Last-Event-ID': last } : {};
  const path = `/api/events${since ? `?since=${encodeURIComponent(since)}` : ''}`;
  const reader = { seen: [], beats: 0, retry: 0 };
  let text = '';
  const take = (block) => {
    const event = {};
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) reader.beats++;
      else if (line.startsWith('retry: ')) reader.retry = Number(line.slice(7));
      else if (line) event[line.slice(0, line.indexOf(': '))] = line.slice(line.indexOf(': ') + 2);
    }
    if (!event.data) return;
    const whole = { ...event, data: JSON.parse(event.data) };
    reader.seen.push(whole);
    onEvent(whole);
  };
  reader.first = new Promise((resolve, reject) => {
    const request = http.get({ host: portal.host, port: portal.port, path, headers, agent: false, localAddress }, (answer) => {
      reader.headers = answer.headers;
      answer.setEncoding('utf8');
      answer.on('data', (some) => {
        text += some;
        for (let at; (at = text.indexOf('\n\n')) >= 0; text = text.slice(at + 2)) take(text.slice(0, at));
      });
      answer.on('error', () => {});
      answer.on('close', onEnd);
      resolve(answer.statusCode);
    });
    request.on('error', (error) => { reject(error); onEnd(); });
    reader.close = () => request.destroy();
  });
  reader.first.catch(() => {});
  return reader;
}
