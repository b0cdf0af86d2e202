// The way from one node to its servers, which a test can cut: a process of its own carries the bytes, because a test's own thread waits
// while it runs commands. A cut way is silent as a partition is: nobody is told, and what was on its way may still arrive behind it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(import.meta.url);

/** {ports, cut(), heal({ keeps }), end()}: ports that lead to `targets`; with `keeps` connections go on as they stood, else they are lost. */
export async function openWay(targets) {
  const child = fork(FILE, ['carry', ...targets], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const [ports] = await once(child, 'message');
  const does = async (word) => {
    child.send(word);
    await once(child, 'message');
  };
  child.unref();
  child.channel.unref();
  return {
    ports,
    cut: () => does('cut'),
    heal: ({ keeps = false } = {}) => does(keeps ? 'go on' : 'begin anew'),
    end: () => child.kill('SIGKILL'),
  };
}

if (process.argv[2] === 'carry') {
  let isCut = false;
  const pairs = new Set();
  const join = (pair) => {
    const [from, to] = pair;
    from.pipe(to);
    to.pipe(from);
  };
  const carry = (target) => net.createServer((from) => {
    const pair = [from, net.connect(target, '127.0.0.1')];
    pairs.add(pair);
    pair.forEach((socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        if (!isCut) pair.forEach((one) => one.destroy());
      });
    });
    if (isCut) pair.forEach((socket) => socket.pause());
    else join(pair);
  });
  const words = {
    cut() {
      isCut = true;
      pairs.forEach((pair) => pair.forEach((socket) => socket.unpipe().pause()));
    },
    'go on'() {
      isCut = false;
      pairs.forEach((pair) => (pair.some((socket) => socket.destroyed) ? pair.forEach((socket) => socket.destroy()) : join(pair)));
    },
    'begin anew'() {
      isCut = false;
      pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
    },
  };
  process.on('message', (word) => {
    words[word]();
    process.send('done');
  });
  process.on('disconnect', () => process.exit());
  const servers = process.argv.slice(3).map((target) => carry(Number(target)).listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  process.send(servers.map((server) => server.address().port));
}
