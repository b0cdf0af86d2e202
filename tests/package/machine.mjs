// A machine that a package is installed on: tests/machine, and what a person would type there.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const DEBIAN = process.env.CONG_DEBIAN ?? '12';
export const DEB = process.env.CONG_DEB;
/** No machine takes longer to start, and no package to be installed, however busy this one is. */
const PATIENCE_MS = 300_000;

export async function until(what, why = 'it did not happen in time') {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > end) throw new Error(typeof why === 'function' ? why() : why);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Machine {
  constructor(name, ...packages) {
    Object.assign(this, { name, packages, folder: path.join(ROOT, 'build/bare', name), log: '' });
  }

  /** The bare folder, with the packages in /srv. */
  make() {
    const done = spawnSync('tests/machine', ['make', DEBIAN, this.name, ...this.packages], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stdout + done.stderr);
    return this;
  }

  async boot() {
    this.child = spawn('tests/machine', ['boot', this.name], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.gone = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (bytes) => { this.log += bytes; });
    this.init = await until(() => this.log.match(/^init (\d+)$/m)?.[1], () => `it does not start:\n${this.log}`);
    this.log = '';
    await until(() => /^(running|degraded)$/m.test(this.run('systemctl is-system-running').stdout), () => `it is not up:\n${this.log}`);
    return this;
  }

  /** As a power cut does. */
  async cut() {
    this.child?.kill('SIGTERM');
    await this.gone;
    this.child = null;
  }

  /** A line of the shell on the machine, as root; gives {status, stdout, stderr}. */
  run(line, { input, env = {} } = {}) {
    return spawnSync('nsenter', ['--target', this.init, '--all', '--', 'env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C.UTF-8', 'HOME=/srv',
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`), 'sh', '-c', line], { encoding: 'utf8', input, timeout: PATIENCE_MS });
  }

  /** The same of one that has to go well; gives what it prints. */
  do(line, options) {
    const done = this.run(line, options);
    assert.equal(done.status, 0, `${line}\n${done.stdout}${done.stderr}`);
    return done.stdout.trim();
  }

  /** This machine's curl, on its network. */
  curl(...args) {
    return spawnSync('nsenter', ['--target', this.init, '--net', '--', 'curl', '-sS', '--max-time', '60', ...args], { encoding: 'utf8' });
  }

  /** The status, and the body, that an address answers with. */
  get(url) {
    const done = this.curl('-o', '-', '-w', '\n%{http_code}', url);
    assert.equal(done.status, 0, `${url}: ${done.stderr}\n${this.journal()}`);
    const at = done.stdout.lastIndexOf('\n');
    return { status: Number(done.stdout.slice(at + 1)), text: done.stdout.slice(0, at) };
  }

  /** Readers on its network, each request on a new connection; gives a function that ends them and says what came of it. */
  async load(url = 'http://127.0.0.1/') {
    const child = spawn('nsenter', ['--target', this.init, '--net', '--', process.execPath, 'tests/package/load.mjs', url], { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (bytes) => { text += bytes; });
    const gone = once(child, 'close');
    return async () => {
      child.stdin.end();
      await gone;
      return JSON.parse(text);
    };
  }

  /** What was answered while something ran. */
  async during(work) {
    const end = await this.load();
    try {
      await work();
    } finally {
      this.answers = await end();
    }
    assert.deepEqual(this.answers.failed, [], `of ${this.answers.requests} requests:\n${this.journal()}`);
    assert.ok(this.answers.requests > 0);
    return this.answers;
  }

  apt(what, env = {}) {
    return this.run(`apt -y -o DPkg::Use-Pty=0 ${what} 2>&1`, { env: { DEBIAN_FRONTEND: 'noninteractive', ...env } });
  }

  install(file = path.basename(this.packages[0])) {
    const done = this.apt(`install /srv/${file}`);
    assert.equal(done.status, 0, done.stdout);
    return done.stdout;
  }

  journal(unit = 'congd') {
    return this.run(`journalctl --no-pager -o cat -u ${unit} | tail -n 40`).stdout;
  }

  /** A file of the machine, from outside. */
  file(name) {
    return path.join(this.folder, name);
  }

  exists(name) {
    return fs.existsSync(this.file(name));
  }
}
