// What systemd does with a socket unit, in small.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './portal.mjs';

/** Holds a listening socket and hands it to one congd after the other, as systemd does: a line on its input
 * starts the next. Tells `port N`, then `pid N` of each. */
const SUPERVISOR = `
import os, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        listener.fileno() == 3 or os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ["LISTEN_PID"], os.environ["LISTEN_FDS"] = str(os.getpid()), "1"
        os.execv(sys.argv[1], sys.argv[1:])
    print("pid", child, flush=True)
    os.waitpid(child, 0)
    print("gone", child, flush=True)
`;

export class Supervisor {
  constructor(...command) {
    this.text = '';
    this.stderr = '';
    this.child = spawn('python3', ['-c', SUPERVISOR, ...command], { stdio: 'pipe' });
    this.child.stdout.on('data', (bytes) => { this.text += bytes; });
    this.child.stderr.on('data', (bytes) => { this.stderr += bytes; });
  }

  /** The number behind the word, once it was said so often. */
  told(word, times = 1) {
    return until(() => [...this.text.matchAll(new RegExp(`${word} (\\d+)`, 'g'))][times - 1]?.[1]).then(Number);
  }

  next() {
    this.child.stdin.write('\n');
  }

  async end() {
    this.child.stdin.end();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}
