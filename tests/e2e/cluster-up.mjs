// `./dev cluster up`: a portal on three nodes with PostgreSQL, its synchronous standby and HAProxy, all on loopback, to try it; until
// Ctrl-C, which stops everything and keeps nothing.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Cluster, haproxyConfig } from './lib/cluster.mjs';
import { freePorts } from './lib/ports.mjs';
import { scratch } from './lib/portal.mjs';

const cluster = new Cluster({ args: ['--set', 'trusted_proxies=127.0.0.1'] });
const say = (line = '') => process.stdout.write(`${line}\n`);
let proxy;
let isEnding = false;
const end = async () => {
  if (isEnding) return;
  isEnding = true;
  proxy?.kill('SIGTERM');
  await cluster.stop();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);

say('PostgreSQL and its standby are being made, and three nodes; this takes some ten seconds');
let admin;
await cluster.start({
  fill: async (portal) => {
    admin = portal.token('admin');
    const done = spawnSync(portal.binary, ['setup', '--yes', '--name', 'Xã Bình Giã', '--data', portal.data], { env: portal.env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
    await portal.api('POST', '/articles', { token: admin, body: { title: 'Cổng chạy trên ba máy', body: 'Bài này nằm trên cả ba.', status: 'published' } });
  },
});
const [port] = await freePorts(1);
const file = path.join(scratch(), 'haproxy.cfg');
fs.writeFileSync(file, haproxyConfig(cluster.nodes, port));
proxy = spawn('haproxy', ['-db', '-f', file], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, stdio: ['ignore', 'inherit', 'inherit'] });

say(`the portal, by HAProxy    http://127.0.0.1:${port}/`);
for (const node of cluster.nodes) say(`node ${node.name}                ${node.url}/   pid ${node.child.pid}   data ${node.data}`);
for (const server of cluster.pair.servers) say(`PostgreSQL ${server.name}            127.0.0.1:${server.port}${server === cluster.pair.primary ? ' primary' : ' standby'}   pid ${server.child.pid}`);
say(`a token of role admin     ${admin}`);
say(`how it is                 ${cluster.nodes[0].binary} cluster status --data ${cluster.nodes[0].data} ${cluster.options('may-1').map((word) => (word.includes('&') ? `'${word}'` : word)).join(' ')}`);
say('kill what you like; Ctrl-C ends it all');
