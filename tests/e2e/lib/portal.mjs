// A portal of its own for a test: congd on a free port with a fresh data folder.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkAnswer } from './contract.mjs';
import { isCut } from './cut.mjs';
import { exchange, raw } from './http.mjs';
import { PATIENCE_MS } from './patience.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, '../../..');
export const DATA = path.resolve(HERE, '../data');
export const BINARY = process.env.CONGD || path.join(ROOT, 'build/asan/congd');
/** Whether it is the build of tsan, which makes each picture's process ten times as slow and looks at threads, of which those have one. */
export const IS_TSAN = fs.readFileSync(BINARY).includes('__tsan_init');
export const IS_ASAN = fs.readFileSync(BINARY).includes('__asan_init');
const REPORT = /ERROR: (Address|Leak)Sanitizer|runtime error:|WARNING: ThreadSanitizer|FATAL: ThreadSanitizer/;

const SANITIZERS = {
  ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  TSAN_OPTIONS: `suppressions=${path.resolve(HERE, '../../tsan/suppressions')}:second_deadlock_stack=1:history_size=4`,
};

/** Tests that root runs are served by root, in folders that nobody else could reach; process.test.mjs is about the others. */
export const ALLOW_ROOT = ['--allow-root'];

/** Waits until `what` gives something true, and gives that; no longer than `ms`, which is PATIENCE_MS or more. */
export async function until(what, { ms = PATIENCE_MS, why = 'it did not happen in time' } = {}) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > end) throw new Error(why);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until a process has said it: its log is written behind what it tells of. Gives the match. */
export async function said(by, pattern, from = 0) {
  try {
    return await until(() => by.stderr.slice(from).match(pattern));
  } catch {
    throw new Error(`it does not say ${pattern}:\n${by.stderr.slice(from).slice(-4000)}`);
  }
}

/* A folder as congd leaves it that was started once and stopped, kept beside the binary: a start in a copy of it makes no
   tables, which is most of what a start costs a sanitizer's build. */
async function emptyData(binary) {
  const { size, mtimeMs } = fs.statSync(binary);
  const kept = path.join(path.dirname(binary), `empty-data-${size}-${Math.trunc(mtimeMs)}`);
  if (fs.existsSync(kept)) return kept;
  const first = new Portal({ binary, data: `${kept}.${process.pid}`, isFresh: true });
  await first.start();
  await first.stop();
  try {
    fs.renameSync(first.data, kept);
  } catch (error) {
    if (!['EEXIST', 'ENOTEMPTY'].includes(error.code)) throw error; // another test's process was first
    fs.rmSync(first.data, { recursive: true });
  }
  return kept;
}

const folders = new Set();
process.once('exit', () => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** The processes that a process has forked. */
export const childrenOf = (pid) => {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has ended
  }
};

/** A folder for one test's files, gone when the process ends. */
export function scratch() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cong-test-'));
  folders.add(folder);
  return folder;
}

/** The daemons that run; none outlives this process. */
const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** How a process ended, when all that it wrote has been read; a child of it that holds its pipes is not waited for long. */
export function ended(child, graceMs = 2000) {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), graceMs).unref());
  });
}

export class Portal {
  /** stderrTo: a descriptor for its log, in place of a pipe that is read into `stderr`; isFresh: makes its own tables at the first start. */
  constructor({ args = [], env = {}, binary = BINARY, data, asRoot = true, stderrTo = 'pipe', isFresh = data !== undefined || !asRoot || args.includes('--demo') } = {}) {
    data ??= path.join(scratch(), 'data');
    Object.assign(this, { args, binary, data, asRoot, stderrTo, isFresh, stderr: '', stdout: '', tokens: {}, accounts: new Set() });
    this.env = { ...process.env, LC_ALL: 'C.UTF-8', ...SANITIZERS, ...env };
    /* Made by whoever runs the tests: congd gives a folder that root lets it make to another user. */
    if (asRoot) fs.mkdirSync(data, { recursive: true, mode: 0o750 });
  }

  /** The options that say where its data lies. */
  where() {
    return ['--data', this.data];
  }

  /** Starts congd and waits for its line `listening on http://…`. */
  async start() {
    /* Not where a command has been at work, nor at a second start. */
    if (!this.isFresh && fs.readdirSync(this.data).length === 0) fs.cpSync(await emptyData(this.binary), this.data, { recursive: true });
    const where = this.args.includes('--demo') ? [] : this.where();
    const child = spawn(this.binary, ['serve', ...(this.asRoot ? ALLOW_ROOT : []), ...where, '--listen', '127.0.0.1:0', '--set', 'ballast=0', ...this.args], {
      env: this.env,
      stdio: ['ignore', 'pipe', this.stderrTo],
    });
    this.child = child;
    this.exit = ended(child);
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stderr?.on('data', (bytes) => { this.stderr += bytes; });
    let timer;
    await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`congd does not listen:\n${this.stderr}`)), 3 * PATIENCE_MS); // a demonstration has fifty pictures to make
      let seen = '';
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`congd ended at its start (${code ?? signal}):\n${this.stderr}`)));
      child.stdout.on('data', (bytes) => {
        seen += bytes;
        this.stdout += bytes;
        const line = seen.match(/listening on (https?:\/\/(\S+):(\d+))/);
        if (!line) return;
        [, this.url, this.host] = line;
        this.port = Number(line[3]);
        this.addresses = [...seen.matchAll(/listening on (\S+)/g)].map((match) => new URL(match[1]));
        resolve();
      });
    }).catch((error) => {
      child.kill('SIGKILL');
      throw error;
    }).finally(() => clearTimeout(timer));
    return this;
  }

  /** The helper process; the daemon's only child is the keeper that forked it. */
  helper() {
    const [keeper] = childrenOf(this.child.pid);
    return keeper && childrenOf(keeper)[0];
  }

  /** SIGTERM; congd must end with 0 and without a word from a sanitizer. */
  async stop() {
    if (!this.child) return;
    const child = this.child;
    this.child = null;
    const timer = setTimeout(() => child.kill('SIGABRT'), PATIENCE_MS);
    child.kill('SIGTERM');
    const { code, signal } = await this.exit;
    clearTimeout(timer);
    this.assertNoReport();
    assert.equal(code, 0, `congd ended with ${code ?? signal} after SIGTERM:\n${this.stderr.slice(-4000)}`);
  }

  /** For after(): the process must not outlive a test that failed. */
  async end() {
    if (this.child) this.child.kill('SIGKILL');
    this.child = null;
    await this.exit;
  }

  async kill9() {
    this.child.kill('SIGKILL');
    await this.exit;
    this.child = null;
    this.assertNoReport();
  }

  async restart() {
    await this.stop();
    return this.start();
  }

  assertNoReport() {
    const at = this.stderr.search(REPORT);
    assert.ok(at < 0, `a sanitizer reports:\n${this.stderr.slice(Math.max(0, at - 200), at + 6000)}`);
  }

  /** Runs another command of congd on the same data. */
  command(...args) {
    const done = spawnSync(this.binary, [...args, '--data', this.data], { env: this.env, encoding: 'utf8', timeout: PATIENCE_MS });
    assert.ok(!REPORT.test(done.stderr), done.stderr);
    return done;
  }

  /** Changes rows behind the daemon's back, as for a time that has passed. */
  changeDatabase(statement) {
    const done = spawnSync('python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.execute(sys.argv[2]); c.commit()', path.join(this.data, 'cong.db'), statement], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  }

  /** The same while this process goes on, for what asks a server of the test's own. */
  commandBeside(...args) {
    return new Promise((resolve, reject) => {
      execFile(this.binary, [...args, '--data', this.data], { env: this.env, encoding: 'utf8', timeout: PATIENCE_MS }, (error, stdout, stderr) => {
        if (REPORT.test(stderr)) reject(new Error(stderr));
        else resolve({ status: error ? error.code : 0, stdout, stderr });
      });
    });
  }

  /** A token of that role, made by `congd token create`; the same one at the next call. */
  token(role) {
    if (!this.tokens[role]) {
      const done = this.command('token', 'create', '--name', `test ${role}`, '--role', role);
      assert.equal(done.status, 0, done.stderr);
      assert.match(done.stdout, /^cong_\S+\n$/);
      this.tokens[role] = done.stdout.trim();
    }
    return this.tokens[role];
  }

  /**
   * Signs in to the staff's pages as somebody of that role, whose account is made when it is first needed; each call
   * is a session of its own. Gives a Staff.
   */
  async staff(role) {
    const name = `thu-${role}`;
    if (!this.accounts.has(role)) {
      const done = spawnSync(this.binary, ['account', 'add', name, '--role', role, '--shown', `Thử ${role}`, '--password-stdin', '--keep', '--data', this.data], {
        env: this.env, encoding: 'utf8', timeout: PATIENCE_MS, input: `${PASSWORD}\n`,
      });
      assert.equal(done.status, 0, done.stderr);
      this.accounts.add(role);
    }
    const staff = new Staff(this);
    /* Failures of another test with this name may make it wait. */
    const answer = await until(async () => {
      const one = await staff.signIn(name, PASSWORD);
      return one.status !== 429 && one;
    });
    assert.equal(answer.status, 303, answer.text);
    return staff;
  }

  /**
   * One request. `body`: an object goes as JSON, text and bytes as they are; `type` is the Content-Type;
   * `as` a role whose token is sent, or `token` that very one. Gives {status, headers, bytes, text, json}. What a busy
   * machine cut is asked again.
   */
  async request(method, target, options = {}) {
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const asked = Date.now();
      const answer = await this.requestOnce(method, target, options);
      if (!isCut(method, target, answer, Date.now() - asked) || Date.now() > end) return answer;
      await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers['retry-after'] ?? 0.1)));
    }
  }

  /** The same without asking again when it was cut: for who wants to see just that. */
  async requestOnce(method, target, { body, type, headers = {}, as, token } = {}) {
    const all = { ...headers };
    const secret = token ?? (as && this.token(as));
    if (secret) all.Authorization = `Bearer ${secret}`;
    let bytes = body;
    if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) {
      bytes = JSON.stringify(body);
      all['Content-Type'] ??= 'application/json';
    }
    if (type) all['Content-Type'] = type;
    const answer = await exchange(this.host, this.port, method, target, all, bytes);
    if (/^\/(api(\/|\?|$)|(metrics|healthz|readyz)$)/.test(target)) checkAnswer(method, target, answer);
    return answer;
  }

  /** The API: `/api` goes before the path, unless it is there (as in `next`). */
  api(method, target, options) {
    return this.request(method, target.startsWith('/api') ? target : `/api${target}`, options);
  }

  /** A page as a browser asks for it. */
  page(target, headers = {}) {
    return this.request('GET', target, { headers: { 'User-Agent': BROWSER, Accept: 'text/html,*/*;q=0.8', ...headers } });
  }

  /** A form, as `curl -F` would send it: values are texts or {bytes, name, type}. */
  form(method, target, fields, options = {}) {
    const { body, type } = multipart(fields);
    return this.api(method, target, { ...options, body, type });
  }

  raw(bytes, options) {
    return raw(this.host, this.port, bytes, options);
  }

  /** Real curl; gives {status (of the process), stdout, stderr}. */
  async curl(args, { cwd, input } = {}) {
    const child = spawn('curl', args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (bytes) => { out.stdout += bytes; });
    child.stderr.on('data', (bytes) => { out.stderr += bytes; });
    child.stdin.end(input);
    const [status] = await once(child, 'close');
    return { status, ...out };
  }

  /** Posts an article as editor and expects it to be made. */
  async post(article) {
    const answer = await this.api('POST', '/articles', { as: 'editor', body: article });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  }

  /** Every article with its version, to see that nothing was saved. */
  async everything() {
    const answer = await this.api('GET', '/articles?status=all&limit=100&fields=id,version,slug,status', { as: 'admin' });
    assert.equal(answer.status, 200, answer.text);
    const media = await this.api('GET', '/media?limit=100', { as: 'admin' });
    return { articles: answer.json.items, media: media.json.items.map((row) => [row.id, row.version]) };
  }
}

/** What the accounts of Portal.staff() sign in with. */
export const PASSWORD = 'cá rô phi bơi ngược dòng';

/** A browser of the staff, as far as HTTP goes: cookies and form tokens. */
export class Staff {
  constructor(portal) {
    Object.assign(this, { portal, cookies: new Map(), token: '' });
  }

  cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Keeps what an answer sets, and the form token of its page. */
  take(answer) {
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    this.token = answer.text.match(/name="form_token" value="([^"]+)"/)?.[1] ?? this.token;
    return answer;
  }

  /** GET of a page: '/quan-tri/nguoi'. */
  async get(path, headers = {}) {
    return this.take(await this.portal.page(path, { Cookie: this.cookie(), ...headers }));
  }

  /**
   * POST of a form with its token, as a browser sends it; a list is a field sent several times. With a file among
   * the values ({bytes, name, type}) it goes as multipart.
   */
  async post(path, fields = {}, headers = {}) {
    const all = { form_token: this.token, ...fields };
    const isMultipart = Object.values(all).some((value) => value?.bytes);
    const pairs = Object.entries(all).flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]));
    const { body, type } = isMultipart ? multipart(all) : { body: new URLSearchParams(pairs).toString(), type: 'application/x-www-form-urlencoded' };
    return this.take(await this.portal.request('POST', path, {
      body, type, headers: { 'User-Agent': BROWSER, Accept: 'text/html,*/*;q=0.8', Origin: `http://${this.portal.host}:${this.portal.port}`, Cookie: this.cookie(), ...headers },
    }));
  }

  /** The page to which an answer to a form leads. */
  async follow(answer) {
    assert.equal(answer.status, 303, answer.text);
    return this.get(answer.headers.location);
  }

  /**
   * Behind a press on "Đăng" whose answer this is: where it leads to what was found before publishing, "Đăng" is pressed there
   * too, with what stands in that form and what is `typed`.
   */
  async publish(answer, typed = {}) {
    if (answer.status !== 303 || !/\/dang(\?|$)/.test(answer.headers.location)) return answer;
    const page = await this.get(answer.headers.location);
    assert.equal(page.status, 200, page.text);
    const shown = [...page.text.matchAll(/<input\b[^>]*?\bname="(version|day|time|change_note|force)"[^>]*?\bvalue="([^"]*)"/g)].map(([, name, value]) => [name, value.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&')]);
    return this.post(answer.headers.location.replace(/\?.*/, ''), { ...Object.fromEntries(shown), ...typed });
  }

  async signIn(name, password, fields = {}) {
    // A busy machine may say that it is; who wants in asks again.
    const page = await until(async () => {
      const one = await this.get('/quan-tri/dang-nhap');
      return one.status !== 503 && one;
    });
    assert.ok(page.status === 200 || page.status === 303, `the sign-in page: ${page.status} ${page.text}`);
    const answer = await this.post('/quan-tri/dang-nhap', { ten: name, 'mat-khau': password, ...fields });
    if (answer.status === 303) await this.get('/quan-tri');
    return answer;
  }

  /** The cookies as Playwright's `context.addCookies()` takes them. */
  browserCookies() {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.portal.url, httpOnly: true, sameSite: 'Lax' }));
  }

  /** A context of Playwright's browser that is signed in. */
  async browserContext(browser, options) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addCookies(this.browserCookies());
    return context;
  }
}

export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
export const PHONE = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36';

export async function startPortal(options) {
  return new Portal(options).start();
}

export function multipart(fields) {
  const boundary = `----cong${Math.random().toString(36).slice(2)}`;
  const parts = [];
  for (const [name, value] of Object.entries(fields).flatMap(([key, all]) => [all].flat().map((one) => [key, one]))) {
    const file = typeof value === 'object' && !Buffer.isBuffer(value);
    const extra = file ? `; filename="${value.name}"\r\nContent-Type: ${value.type ?? 'application/octet-stream'}` : '';
    parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n`));
    parts.push(Buffer.from(file ? value.bytes : value), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` };
}

export const readData = (name) => fs.readFileSync(path.join(DATA, name));

/** A picture of tests/e2e/data as a part of a form. */
export const picture = (name) => ({
  bytes: readData(name),
  name,
  type: { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }[name.split('.').pop()],
});
