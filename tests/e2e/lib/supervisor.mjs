// What systemd does with a socket unit and a service of Type=notify, in small.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './portal.mjs';

/** Holds listening sockets and hands them to one congd after the other, as systemd does: a line on its input
 * starts the next. Tells `port N` of each socket, then `pid N` of each daemon, what that says of itself, and `gone N`.
 * Its first argument is JSON: {names: of the sockets, notify: an address or null, watchdog: microseconds or null}. */
const SUPERVISOR = `
import json, os, socket, sys, threading
options, command = json.loads(sys.argv[1]), sys.argv[2:]
listeners = [socket.create_server(("127.0.0.1", 0), backlog=4096) for name in options["names"] or [None]]
for listener in listeners:
    print("port", listener.getsockname()[1], flush=True)
if options["notify"]:
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(options["notify"].replace("@", "\\0", 1))
    def listen():
        while True:
            print("told " + told.recv(4096).decode().replace("\\n", " | "), flush=True)
    threading.Thread(target=listen, daemon=True).start()
def hand_over():
    numbers = [os.dup(listener.fileno()) for listener in listeners]
    kept = [os.dup2(number, 100 + i) for i, number in enumerate(numbers)]
    for i, number in enumerate(kept):
        os.dup2(number, 3 + i)
        os.set_inheritable(3 + i, True)
    for number in kept:
        os.close(number)
    os.environ["LISTEN_PID"], os.environ["LISTEN_FDS"] = str(os.getpid()), str(len(listeners))
    if options["names"]:
        os.environ["LISTEN_FDNAMES"] = ":".join(options["names"])
    if options["notify"]:
        os.environ["NOTIFY_SOCKET"] = options["notify"]
    if options["watchdog"]:
        os.environ["WATCHDOG_USEC"], os.environ["WATCHDOG_PID"] = str(options["watchdog"]), str(os.getpid())
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        hand_over()
        os.execv(command[0], command)
    print("pid", child, flush=True)
    os.waitpid(child, 0)
    print("gone", child, flush=True)
`;

export class Supervisor {
  constructor(...command) {
    this.begin({}, command);
  }

  /** One that is told things, by sd_notify(3), and gives its sockets names. */
  static with({ names = null, notify = null, watchdog = null, env = {} }, ...command) {
    const supervisor = Object.create(Supervisor.prototype);
    supervisor.begin({ names, notify, watchdog, env }, command);
    return supervisor;
  }

  begin({ names = null, notify = null, watchdog = null, env = {} }, command) {
    this.text = '';
    this.stderr = '';
    this.child = spawn('python3', ['-c', SUPERVISOR, JSON.stringify({ names, notify, watchdog }), ...command],
      { stdio: 'pipe', env: { ...process.env, ...env } });
    this.child.stdout.on('data', (bytes) => { this.text += bytes; });
    this.child.stderr.on('data', (bytes) => { this.stderr += bytes; });
  }

  /** The number behind the word, once it was said so often. */
  told(word, times = 1) {
    return until(() => [...this.text.matchAll(new RegExp(`${word} (\\d+)`, 'g'))][times - 1]?.[1]).then(Number);
  }

  /** What the daemon said of itself so far: a message each, its lines parted by ` | `. */
  messages() {
    return [...this.text.matchAll(/^told (.*)$/gm)].map((match) => match[1]);
  }

  /** Waits until it said a message that fits, behind the first `after` ones. */
  message(pattern, after = 0) {
    return until(() => this.messages().slice(after).find((message) => pattern.test(message)),
      { why: `it did not say ${pattern}:\n${this.text}\n${this.stderr}` });
  }

  next() {
    this.child.stdin.write('\n');
  }

  /** What is still running, after a test that failed, ends too. */
  async end() {
    const gone = new Set([...this.text.matchAll(/^gone (\d+)$/gm)].map((match) => match[1]));
    for (const [, pid] of this.text.matchAll(/^pid (\d+)$/gm)) if (!gone.has(pid)) process.kill(Number(pid), 'SIGKILL');
    this.child.stdin.end();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}
