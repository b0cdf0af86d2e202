// The sample files of packaging/samples in the programs they are for, on loopback: ports, names and paths are put in, nothing else is changed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { PATIENCE_MS } from './patience.mjs';
import { freePorts } from './ports.mjs';
import { ROOT, scratch, until } from './portal.mjs';

/** A sample with each text exchanged; one that does not stand in it is a mistake of the test. */
export function sample(name, exchanges) {
  let text = fs.readFileSync(path.join(ROOT, 'packaging/samples', name), 'utf8');
  for (const [from, to] of exchanges) {
    assert.ok(from instanceof RegExp ? from.test(text) : text.includes(from), `${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** Servers lie where only root's shell looks. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8' };

function finish(program, args) {
  const done = spawnSync(program, args, { env, encoding: 'utf8', timeout: PATIENCE_MS });
  assert.equal(done.status, 0, `${program}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

/** A proxy that runs; requests go to it as a browser's would, from whatever address of 127.0.0.0/8. */
class Proxy {
  constructor(name, { host = 'binhgia.example', tls: isTls, port, plainPort, program, args, hello = '' }) {
    Object.assign(this, { name, host, isTls, port, plainPort, hello, said: '' });
    this.child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (bytes) => (this.said += bytes));
    this.child.once('error', (error) => (this.said += error));
    this.agents = [];
  }

  /** Once it answers through to the portal. */
  async ready() {
    await until(() => {
      assert.equal(this.child.exitCode, null, `${this.name} ended: ${this.said}`);
      return this.ask('GET', '/static/x').then(({ status }) => status === 404, () => false);
    }, { why: `${this.name} does not serve` });
    return this;
  }

  /** The options of one connection, for node's http and https. */
  where(from) {
    return { host: '127.0.0.1', port: this.port, localAddress: from, servername: this.host, rejectUnauthorized: false, agent: false };
  }

  open(method, target, { headers = {}, from = '127.0.0.1', agent, plain = false } = {}) {
    const isTls = this.isTls && !plain;
    return (isTls ? https : http).request({ ...this.where(from), ...(agent ? { agent } : {}), ...(plain ? { port: this.plainPort } : {}), method, path: target, headers: { Host: this.host, ...headers } });
  }

  /** Gives {status, headers, bytes}, as they came. */
  ask(method, target, { body, ...options } = {}) {
    return new Promise((resolve, reject) => {
      const request = this.open(method, target, options);
      request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`${this.name}: ${method} ${target} has no answer`)));
      request.on('error', reject);
      request.on('response', (answer) => {
        const parts = [];
        answer.on('data', (bytes) => parts.push(bytes)).on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts), text: Buffer.concat(parts).toString() }));
      });
      request.end(body);
    });
  }

  /** Bytes as they are, until the other side closes or is silent for `quietMs` after it said something. */
  raw(bytes, { from = '127.0.0.1', quietMs = 700 } = {}) {
    return new Promise((resolve, reject) => {
      const where = { ...this.where(from), ALPNProtocols: ['http/1.1'] };
      const socket = this.isTls ? tls.connect(where) : net.connect(where);
      let text = '', timer = setTimeout(() => reject(new Error(`${this.name} says nothing to ${JSON.stringify(bytes.slice(0, 200))}`)), PATIENCE_MS);
      const end = () => (clearTimeout(timer), socket.destroy(), resolve(text));
      socket.on(this.isTls ? 'secureConnect' : 'connect', () => socket.write(bytes, 'latin1'));
      socket.on('data', (some) => {
        text += some.toString('latin1');
        clearTimeout(timer);
        timer = setTimeout(end, quietMs);
      });
      socket.on('close', end).on('error', () => {});
    });
  }

  async end() {
    if (this.child.exitCode !== null || this.child.signalCode) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await once(this.child, 'exit');
    clearTimeout(timer);
  }
}

function certificate(folder) {
  const [key, cert] = [path.join(folder, 'privkey.pem'), path.join(folder, 'fullchain.pem')];
  finish('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=binhgia.example', '-addext', 'subjectAltName=DNS:binhgia.example']);
  fs.writeFileSync(path.join(folder, 'congd.pem'), fs.readFileSync(cert) + fs.readFileSync(key));
}

/** nginx, with the head of Debian's nginx.conf, gzip and all. */
export async function startNginx(portal) {
  const folder = scratch(), [plainPort, port] = await freePorts(2), at = (name) => path.join(folder, name);
  certificate(folder);
  fs.writeFileSync(at('congd'), sample('nginx.conf', [
    ['127.0.0.1:8080', `127.0.0.1:${portal.port}`], ['listen 80;', `listen 127.0.0.1:${plainPort};`], ['listen 443 ', `listen 127.0.0.1:${port} `],
    ['    listen [::]:80;\n', ''], ['    listen [::]:443 ssl http2;\n', ''], ['/etc/letsencrypt/live/binhgia.example', folder], ['/var/cache/nginx-congd', at('cache')],
  ]));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${at(name)};`).join(' ');
  fs.writeFileSync(at('nginx.conf'), `${process.getuid() === 0 ? 'user root;' : ''} worker_processes 2; daemon off; pid ${at('pid')}; error_log stderr warn; events { worker_connections 512; }
http { sendfile on; tcp_nopush on; types_hash_max_size 2048; default_type application/octet-stream; access_log off; gzip on; gzip_types *; ${temporary} include ${at('congd')}; }`);
  finish('nginx', ['-t', '-c', at('nginx.conf'), '-e', 'stderr']);
  return new Proxy('nginx', { tls: true, port, plainPort, program: 'nginx', args: ['-c', at('nginx.conf'), '-e', 'stderr'] }).ready();
}

/** The program's own address, or another that stands for it: Varnish behind HAProxy. */
export async function startHaproxy(portal, { name = 'HAProxy', server } = {}) {
  const folder = scratch(), [plainPort, port] = await freePorts(2), file = path.join(folder, 'haproxy.cfg');
  certificate(folder);
  fs.writeFileSync(file, sample('haproxy.cfg', [
    ['127.0.0.1:8080 check inter 5s', server ?? `127.0.0.1:${portal.port} check inter 200ms`], ['bind :80\n', `bind 127.0.0.1:${plainPort}\n`], ['bind :443 ', `bind 127.0.0.1:${port} `],
    [/ *bind \[::\]:\d+ .*\n/g, ''], ['/etc/haproxy/congd.pem', path.join(folder, 'congd.pem')], ['maxconn 15000', 'maxconn 500'],
    ['    log /dev/log local0 notice\n', '    log stderr format raw local0 notice\n'],
    ...(process.getuid() === 0 ? [] : [['    chroot /var/lib/haproxy\n', ''], ['    user haproxy\n', ''], ['    group haproxy\n', '']]),
  ]));
  const checked = spawnSync('haproxy', ['-c', '-f', file], { env, encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  assert.doesNotMatch(checked.stderr, /WARNING/);
  return new Proxy(name, { tls: true, port, plainPort, program: 'haproxy', args: ['-db', '-f', file] }).ready();
}

/** Varnish, started as the sample says in its head. */
export async function startVarnish(portal) {
  const folder = scratch(), [port, proxyPort] = await freePorts(2), file = path.join(folder, 'congd.vcl');
  const text = sample('varnish.vcl', [['"8080"', `"${portal.port}"`]]);
  fs.writeFileSync(file, text);
  const options = text.match(/ExecStart=\/usr\/sbin\/varnishd (.*)\\\n# *(.*)\\\n# *(.*)\n/).slice(1).join(' ').split(/ +/).filter(Boolean)
    .map((word) => word.replace('unix,user=vcache', 'none').replace('/etc/varnish/congd.vcl', file).replace('127.0.0.1:6081', `127.0.0.1:${port}`).replace('127.0.0.1:6086', `127.0.0.1:${proxyPort}`).replace('256m', '32m'));
  const proxy = await new Proxy('Varnish', { tls: false, port, program: 'varnishd', args: [...options, '-T', '127.0.0.1:0' /* without /etc/hosts nobody knows localhost */, '-n', path.join(folder, 'n'), '-p', 'thread_pools=1', '-p', 'thread_pool_min=20'] }).ready();
  return Object.assign(proxy, { proxyPort });
}
