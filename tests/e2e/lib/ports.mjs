// Ports for servers of the tests' own that must be known before they listen.
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';

/** The system gives ports from here on to whoever asks for none, so that one of these would be somebody's before its server begins. */
const FIRST_GIVEN = Number(fs.readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0]);
const FIRST = 10_000;

const listens = async (port) => {
  const server = net.createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false; // somebody's
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
};

/** So many ports of 127.0.0.1 that nobody listens on now, and nobody gets who does not ask for them. */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = FIRST + Math.floor(Math.random() * Math.max(1000, FIRST_GIVEN - FIRST));
    if (await listens(port)) ports.add(port);
  }
  return [...ports];
}
