// Several machines for tests: PostgreSQL with a synchronous standby on loopback, and nodes of one portal, as three machines would have
// them but for what keeps them up: a test promotes by itself.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { freePorts } from './ports.mjs';
import { sample } from './proxies.mjs';
import { childrenOf, Portal, ROOT, scratch, until } from './portal.mjs';
import { openWay } from './way.mjs';

/** Where Debian has the newest of its servers; "" where there is none. */
const folder = (() => {
  const root = '/usr/lib/postgresql';
  const versions = fs.existsSync(root) ? fs.readdirSync(root).filter((name) => fs.existsSync(path.join(root, name, 'bin/initdb'))) : [];
  return versions.length ? path.join(root, versions.sort((a, b) => b - a)[0], 'bin') : '';
})();
export const HAS_POSTGRES = folder !== '';

/** It refuses to be root: root's tests run it as Debian's own user. */
const user = (() => {
  if (process.getuid() !== 0) return {};
  const ids = spawnSync('getent', ['passwd', 'postgres'], { encoding: 'utf8' }).stdout.split(':');
  return { uid: Number(ids[2]), gid: Number(ids[3]) };
})();
const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
const program = (name) => path.join(folder, name);

function finish(name, args, options = {}) {
  const done = spawnSync(program(name), args, { env, cwd: '/', encoding: 'utf8', timeout: 120_000, ...user, ...options });
  assert.equal(done.status, 0, `${name}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

const living = new Set();
process.once('exit', () => living.forEach((server) => server.signal('SIGKILL')));

/** The names by which each of two servers waits for the other. */
const NAMES = ['pg1', 'pg2'];

/** One server. */
class Server {
  constructor(name, port, isDurable) {
    const root = scratch();
    if (user.uid) fs.chmodSync(root, 0o755);
    Object.assign(this, { name, port, isDurable, data: path.join(root, name), said: '' });
  }

  /** Makes an empty one. */
  init() {
    this.own();
    finish('initdb', ['-D', this.data, '-A', 'trust', '-U', 'congd', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions']);
    fs.appendFileSync(path.join(this.data, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 trust\n');
    return this;
  }

  /** Makes a copy of a running one that follows it. */
  follow(primary) {
    fs.rmSync(this.data, { recursive: true, force: true });
    this.own();
    finish('pg_basebackup', ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'congd', '-D', this.data, '-X', 'stream', '-c', 'fast', '--no-sync', '-R',
      '-d', `host=127.0.0.1 port=${primary.port} user=congd application_name=${this.name}`]);
    return this;
  }

  own() {
    fs.mkdirSync(this.data, { mode: 0o700 });
    if (user.uid) fs.chownSync(this.data, user.uid, user.gid);
  }

  /** Commits wait for the other server from here on, or for nobody; also where it runs. */
  waits(does) {
    fs.appendFileSync(path.join(this.data, 'postgresql.conf'), `synchronous_standby_names = '${does ? `ANY 1 (${NAMES.join(', ')})` : ''}'\n`);
    if (this.child?.exitCode === null) this.child.kill('SIGHUP');
  }

  settings() {
    return { listen_addresses: '127.0.0.1', port: this.port, unix_socket_directories: '', max_connections: 60, shared_buffers: '32MB', wal_level: 'replica',
      max_wal_senders: 8, hot_standby: 'on', synchronous_commit: 'on', fsync: this.isDurable ? 'on' : 'off' /* processes die here, no disk */, wal_sender_timeout: '3s', wal_receiver_timeout: '3s',
      wal_receiver_status_interval: '1s', wal_retrieve_retry_interval: '200ms', max_wal_size: '256MB' };
  }

  async start() {
    const args = Object.entries(this.settings()).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.child = spawn(program('postgres'), ['-D', this.data, ...args], { env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], ...user });
    this.exit = once(this.child, 'exit');
    this.child.stderr.on('data', (bytes) => (this.said = (this.said + bytes).slice(-20_000)));
    living.add(this);
    await until(() => {
      assert.equal(this.child.exitCode, null, `postgres ended:\n${this.said}`);
      return this.query('SELECT 1') === '1';
    }, { why: 'postgres does not answer' });
    return this;
  }

  /** A statement's rows as psql prints them, unaligned; null when it cannot be asked. */
  query(statement, { database = 'postgres' } = {}) {
    const done = spawnSync(program('psql'), ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(this.port), '-U', 'congd', '-d', database, '-c', statement],
      { env: { ...env, PGCONNECT_TIMEOUT: '5' }, encoding: 'utf8', timeout: 60_000 });
    return done.status === 0 ? done.stdout.trimEnd() : null;
  }

  /** Milliseconds of a statement on the average of so many, one after the other: what a commit costs here at best. */
  latency(statement, count) {
    const file = path.join(path.dirname(this.data), 'statement.sql');
    fs.writeFileSync(file, `${statement};\n`);
    return Number(finish('pgbench', ['-n', '-c', '1', '-t', String(count), '-f', file, '-h', '127.0.0.1', '-p', String(this.port), '-U', 'congd', 'postgres']).match(/latency average = ([\d.]+)/)[1]);
  }

  /** A session that has run the statement and stays, with what it locked, until end(). */
  hold(statement, { database = 'postgres' } = {}) {
    const child = spawn(program('psql'), ['-X', '-A', '-t', '-q', '-h', '127.0.0.1', '-p', String(this.port), '-U', 'congd', '-d', database], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const done = once(child.stdout, 'data');
    child.stdin.write(`${statement};\n\\echo done\n`);
    const end = async () => {
      child.stdin.end();
      await once(child, 'exit');
    };
    return { done, end };
  }

  /** To the server and all that it has forked, as when a machine dies or is frozen. */
  signal(name) {
    if (!this.child || this.child.exitCode !== null) return;
    for (const pid of [this.child.pid, ...childrenOf(this.child.pid)])
      try {
        process.kill(pid, name);
      } catch { /* it has ended */ }
  }

  async kill9() {
    this.signal('SIGKILL');
    await this.exit;
    living.delete(this);
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode) return;
    this.signal('SIGCONT');
    this.child.kill('SIGQUIT'); // what it has is nobody's any more
    await this.exit;
    living.delete(this);
  }

  async promote() {
    finish('pg_ctl', ['promote', '-D', this.data, '-w', '-t', '60']);
    await until(() => this.query('SELECT pg_is_in_recovery()') === 'f', { why: 'the standby is not promoted' });
    return this;
  }
}

/** A primary and its synchronous standby; `primary` is whoever is it now. */
export class Pair {
  /** `isDurable`: writes reach the disk, for who measures. */
  constructor({ isDurable = false } = {}) {
    this.isDurable = isDurable;
  }

  /** Both run, and the standby counts. */
  async start() {
    const ports = await freePorts(2);
    this.servers = NAMES.map((name, i) => new Server(name, ports[i], this.isDurable));
    [this.primary, this.standby] = this.servers;
    await this.primary.init().start();
    assert.notEqual(this.primary.query('CREATE DATABASE congd'), null);
    await this.addStandby();
    return this;
  }

  /** A new copy becomes the standby, and the primary waits for it from here on. */
  async addStandby() {
    await this.standby.follow(this.primary).start();
    this.servers.forEach((server) => server.waits(true));
    await this.inStep();
  }

  /** Until the standby is one that commits wait for. */
  async inStep() {
    await until(() => this.primary.query("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'") === 'quorum', { why: `the standby is not synchronous: ${this.standby.said}` });
  }

  /** The primary dies, the standby takes its place, and who died comes back as its standby, made anew. */
  async failOver({ comesBack = true } = {}) {
    await this.primary.kill9();
    [this.primary, this.standby] = [this.standby, this.primary];
    /* One that is alone would wait for ever. */
    if (!comesBack) this.primary.waits(false);
    await this.primary.promote();
    if (comesBack) await this.addStandby();
  }

  /** Where nodes connect: to whichever of both takes writes. By their own ports, or others that lead there. */
  uri(ports = this.servers.map(({ port }) => port)) {
    return `postgresql://congd@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/congd?target_session_attrs=read-write&connect_timeout=2&sslmode=disable`;
  }

  async stop() {
    await this.standby?.stop();
    await this.primary?.stop();
  }
}

/** Nodes of one portal: the first has it already, the others join. */
export class Cluster {
  /** `world(name)`: the environment of a node; `hasWays`: each goes to PostgreSQL by a way of its own, which can be cut. */
  constructor({ names = ['may-1', 'may-2', 'may-3'], args = [], world = () => ({}), hasWays = false, isDurable = false } = {}) {
    Object.assign(this, { names, args, world, hasWays, ways: {}, pair: new Pair({ isDurable }) });
  }

  /** The options by which a node takes part. */
  options(name) {
    return ['--set', `replication=${this.pair.uri(this.ways[name]?.ports)}`, '--set', `replication_node=${name}`];
  }

  /** PostgreSQL runs; `fill(portal)` says what the portal of one machine has before it becomes the beginning. */
  async start({ fill = async () => {}, joins = this.names.length - 1 } = {}) {
    await this.pair.start();
    for (const name of this.hasWays ? this.names : []) this.ways[name] = await openWay(this.pair.servers.map(({ port }) => port));
    const first = new Portal({ args: this.args });
    await first.start();
    await fill(first);
    await first.stop();
    this.nodes = [this.node(this.names[0], first)];
    this.succeeds(this.nodes[0], 'cluster', 'init');
    await this.nodes[0].start();
    for (const name of this.names.slice(1, 1 + joins)) await (await this.join(name)).start();
    return this;
  }

  /** A portal as the node of that name, on the folder of `former` or a new one. */
  node(name, former) {
    const node = new Portal({ data: former?.data ?? path.join(scratch(), 'data'), args: [...this.args, ...this.options(name)], env: this.world(name) });
    return Object.assign(node, { name, tokens: former?.tokens ?? this.nodes[0].tokens });
  }

  /** A new node, not started. */
  async join(name) {
    const node = this.node(name);
    this.succeeds(node, 'cluster', 'join', '--key', path.join(this.nodes[0].data, 'secret.key'));
    this.nodes.push(node);
    return node;
  }

  /** A command of a node with its settings. */
  command(node, ...words) {
    return node.command(...words, ...this.options(node.name));
  }

  succeeds(node, ...words) {
    const done = this.command(node, ...words);
    assert.equal(done.status, 0, `congd ${words.join(' ')}: ${done.stderr}`);
    return done.stdout;
  }

  status(node = this.nodes[0]) {
    return JSON.parse(this.succeeds(node, 'cluster', 'status', '--json'));
  }

  async stop() {
    for (const node of this.nodes ?? []) await node.end();
    Object.values(this.ways).forEach((way) => way.end());
    await this.pair.stop();
  }
}

/** A hash of each table that nodes share, by name, and up to which entry of the log they are. */
export function tables(node) {
  const list = fs.readFileSync(path.join(ROOT, 'daemon/store/replication/table.def'), 'utf8');
  const names = [...list.matchAll(/^SHARED\((\w+)\)/gm)].map(([, name]) => name);
  const script = `import hashlib, json, sqlite3, sys
c = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True, timeout=10)
c.execute("BEGIN")
print(json.dumps({t: hashlib.sha256("".join(sorted(repr(r) for r in c.execute("SELECT * FROM " + t))).encode()).hexdigest() for t in sys.argv[2:]}
  | {"applied": c.execute("SELECT applied FROM node_state").fetchone()[0]}))`;
  const done = spawnSync('python3', ['-c', script, path.join(node.data, 'cong.db'), ...names], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

/** The program's statements of such names, in their order. */
export function statements(name) {
  const text = fs.readFileSync(path.join(ROOT, 'include/ordered/ordered.def'), 'utf8');
  const rows = new RegExp(`^ORDERED\\((?:${name}),\\s*((?:"(?:[^"\\\\]|\\\\.)*"\\s*)+)\\)`, 'gm');
  return [...text.matchAll(rows)].map(([, parts]) => parts.match(/"(?:[^"\\]|\\.)*"/g).map((part) => JSON.parse(part)).join(''));
}

/** Until all nodes have every entry and the same rows; which tables differ is told. */
export async function alike(cluster, nodes = cluster.nodes) {
  let last, differing;
  await until(() => {
    last = Number(cluster.pair.primary.query('SELECT coalesce(max(seq), 0) FROM log', { database: 'congd' }));
    const all = nodes.map(tables);
    differing = Object.keys(all[0]).filter((name) => new Set(all.map((one) => one[name])).size > 1);
    return !differing.length && all[0].applied === last;
  }, { ms: 60_000, why: 'the nodes do not come to be alike' }).catch((error) => {
    throw new Error(`${error.message}: ${differing} (log ${last}, applied ${nodes.map((node) => tables(node).applied)})`);
  });
}

/** The sample for three machines, on loopback: addresses and ports are put in, TLS is left out, and nothing else is changed. */
export function haproxyConfig(nodes, port) {
  const names = ['may-1', 'may-2', 'may-3'];
  const text = sample('haproxy-cluster.cfg', [
    ...nodes.map((node, i) => [`server ${names[i]} 10.0.0.1${i + 1}:8080 check inter 1s`, `server ${names[i]} 127.0.0.1:${node.port} check inter 200ms`]),
    ['    log /dev/log local0 notice\n', ''], ['    option httplog\n', ''], ['maxconn 15000', 'maxconn 500'],
    ...(process.getuid() === 0 ? [] : [['    chroot /var/lib/haproxy\n', ''], ['    user haproxy\n', ''], ['    group haproxy\n', '']]),
    [/frontend http\n(?: .*\n)+\n/g, ''], [':443 ssl crt /etc/haproxy/congd.pem alpn h2,http/1.1', `127.0.0.1:${port}`],
    [/ *http-after-response set-header Strict-Transport-Security.*\n/g, ''], [/ *http-response replace-header Set-Cookie.*\n/g, ''],
  ]);
  return text.replace(/ssl-default-bind.*\n/g, '\n').replace(/^ +\n/gm, '');
}
