// A PostgreSQL of a test's own, with a standby that it waits for: the common log of a portal on several machines.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePorts } from './ports.mjs';
import { ROOT, ended, scratch, until } from './portal.mjs';

const VERSIONS = '/usr/lib/postgresql';
/** The newest that is installed. */
const BIN = path.join(VERSIONS, (fs.existsSync(VERSIONS) ? fs.readdirSync(VERSIONS) : []).sort((a, b) => b - a)[0] ?? '', 'bin');
/** PostgreSQL refuses to run as root. */
const IS_ROOT = process.getuid?.() === 0;
const as = (program, args) => (IS_ROOT ? ['runuser', ['-u', 'postgres', '--', program, ...args]] : [program, args]);
const run = (program, args) => execFileSync(...as(`${BIN}/${program}`, args), { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', cwd: '/' });

const servers = new Set();
process.once('exit', () => servers.forEach((server) => {
  try {
    server.signal('SIGQUIT');
  } catch { /* it has ended */ }
}));

/** The program's statements of such names, in their order. */
export function statements(name) {
  const text = fs.readFileSync(path.join(ROOT, 'include/ordered/ordered.def'), 'utf8');
  const rows = new RegExp(`^ORDERED\\((?:${name}),\\s*((?:"(?:[^"\\\\]|\\\\.)*"\\s*)+)\\)`, 'gm');
  return [...text.matchAll(rows)].map(([, parts]) => parts.match(/"(?:[^"\\]|\\.)*"/g).map((part) => JSON.parse(part)).join(''));
}

class Server {
  constructor(folder, port, settings = {}) {
    Object.assign(this, { folder, port, settings, log: '' });
  }

  async start() {
    const all = { port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', wal_level: 'replica', hot_standby: 'on', max_connections: 40, shared_buffers: '16MB', ...this.settings };
    const args = ['-D', this.folder, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    const [program, given] = as(`${BIN}/postgres`, args);
    this.child = spawn(program, given, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
    this.exit = ended(this.child);
    servers.add(this);
    this.child.stderr.on('data', (bytes) => { this.log += bytes; });
    await until(() => /ready to accept (read-only )?connections/.test(this.log.slice(this.from ?? 0)), { why: `PostgreSQL does not start:\n${this.log}` });
    return this;
  }

  /** To the server itself, which somebody else may have started for us. */
  signal(signal) {
    process.kill(Number(fs.readFileSync(path.join(this.folder, 'postmaster.pid'), 'utf8').split('\n')[0]), signal);
  }

  /** SIGQUIT ends it as a crash does, SIGINT with a word to its clients. */
  async stop(signal = 'SIGINT') {
    if (!this.child) return;
    this.signal(signal);
    await this.exit;
    this.child = null;
    this.from = this.log.length;
    servers.delete(this);
  }

  query(sql) {
    const done = spawnSync(`${BIN}/psql`, ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres', '-d', 'postgres', '-XAtc', sql], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout.trim();
  }
}

/** {primary, standby, url}: the log's tables are there, and nothing is acknowledged that the standby has not. */
export async function startPostgres() {
  const folder = scratch();
  fs.chmodSync(folder, 0o755);
  if (IS_ROOT) execFileSync('chown', ['postgres', folder]);
  const [port, other] = await freePorts(2);
  run('initdb', ['-D', `${folder}/primary`, '-A', 'trust', '-U', 'postgres', '--no-locale', '-E', 'UTF8', '--no-sync']);
  const primary = new Server(`${folder}/primary`, port);
  await primary.start();
  statements('MAKE_\\w+').forEach((sql) => primary.query(sql));
  run('pg_basebackup', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-D', `${folder}/standby`, '-R', '-c', 'fast', '--no-sync']);
  const standby = new Server(`${folder}/standby`, other, { primary_conninfo: `host=127.0.0.1 port=${port} user=postgres application_name=hai`, wal_retrieve_retry_interval: '100ms' });
  await standby.start();
  primary.query("ALTER SYSTEM SET synchronous_standby_names = 'hai'");
  primary.query('SELECT pg_reload_conf()');
  await until(() => primary.query("SELECT sync_state FROM pg_stat_replication") === 'sync');
  return {
    primary,
    standby,
    url: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    async end() {
      for (const server of [standby, primary]) await server.stop('SIGQUIT');
    },
  };
}
