// A mail relay of a test: SMTP on loopback, which keeps what it gets and answers as the test wants it.
import net from 'node:net';
import tls from 'node:tls';
import { once } from 'node:events';

/**
 * `refuse`: {MAIL|RCPT|DATA|AUTH: "550 …"}. `letters`: {from, to, text} as they came, and `tls` of what protocol. `onLetter` is asked
 * before the last answer. With `certificate`, {key, cert}, it speaks STARTTLS, and asks nobody for a password before that.
 */
export async function startRelay({ user, password, certificate } = {}) {
  const relay = { refuse: {}, letters: [], auths: [], onLetter: null };
  const sockets = new Set();
  const server = net.createServer((plain) => {
    let letter = {}, head = '', inData = false, socket = plain;
    const say = (text) => socket.write(`${text}\r\n`);
    const isClear = () => socket === plain;
    sockets.add(plain);
    plain.on('close', () => sockets.delete(plain));
    plain.on('error', () => {});
    const take = async (line) => {
      if (inData) {
        if (line !== '.') {
          letter.text += `${line.replace(/^\./, '')}\r\n`;
          return;
        }
        inData = false;
        relay.letters.push(letter);
        await relay.onLetter?.(letter);
        say(relay.refuse.DATA ?? '250 2.0.0 Ok: queued as 4X');
        letter = {};
        return;
      }
      const word = line.slice(0, 4).toUpperCase();
      const refusal = relay.refuse[word];
      if (word === 'EHLO') say(`250-relay\r\n${certificate && isClear() ? '250-STARTTLS\r\n' : user ? '250-AUTH PLAIN\r\n' : ''}250 8BITMIME`);
      else if (word === 'STAR') {
        say('220 go on');
        plain.removeAllListeners('data');
        socket = new tls.TLSSocket(plain, { isServer: true, ...certificate });
        socket.on('error', () => {});
        socket.on('data', read);
      } else if (word === 'AUTH') {
        const [, name, secret] = Buffer.from(line.split(' ')[2], 'base64').toString().split('\0');
        relay.auths.push(name);
        say(name === user && secret === password ? '235 2.7.0 ok' : '535 5.7.8 wrong user or password');
      } else if (word === 'MAIL') { letter = { from: line.match(/<(.*)>/)[1], text: '', ...(!isClear() && { tls: socket.getProtocol() }) }; say(refusal ?? '250 ok'); } else if (word === 'RCPT') { letter.to = line.match(/<(.*)>/)[1]; say(refusal ?? '250 ok'); } else if (word === 'DATA') { inData = true; say('354 go on'); } else if (word === 'QUIT') { say('221 bye'); socket.end(); } else say('250 ok');
    };
    const read = (bytes) => {
      head += bytes.toString('latin1');
      for (let end; (end = head.indexOf('\r\n')) >= 0;) {
        const line = head.slice(0, end);
        head = head.slice(end + 2);
        take(line);
      }
    };
    plain.on('data', read);
    say('220 relay ESMTP');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  relay.port = server.address().port;
  relay.close = () => { sockets.forEach((socket) => socket.destroy()); server.close(); };
  return relay;
}

/** The head of a letter as an object by lower-case names, unfolded, words decoded; and its text. */
export function readLetter(text) {
  const at = text.indexOf('\r\n\r\n');
  const head = text.slice(0, at).replace(/\r\n[ \t]/g, ' ');
  const fields = Object.fromEntries(head.split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  const decode = (value) => value.replace(/\?= =\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (all, coded) => Buffer.from(coded, 'base64').toString());
  for (const name of ['subject', 'from']) fields[name] = decode(fields[name]);
  return { fields, body: Buffer.from(text.slice(at + 4), 'base64').toString(), raw: text };
}
