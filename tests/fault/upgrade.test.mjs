// Killed at each step of an upgrade, the copy of before among them, the database opens: by the older program or the newer one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Portal, ROOT, scratch } from '../e2e/lib/portal.mjs';

const NEXT = process.env.CONGD_NEXT || path.join(ROOT, 'build/asan/congd-next');
/** Every so many steps; 1 is each of them. */
const STRIDE = Number(process.env.CONG_UPGRADE_STRIDE || 11);
const STEPS_MOST = 2000;
const ARTICLES = 12;
const folder = scratch();
const library = path.join(folder, 'kill_at.so');
const armed = path.join(folder, 'armed');
let portal;
after(() => portal?.end());

const python = (script, ...args) => {
  const done = spawnSync('python3', ['-c', script, ...args], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
};
/** Schema, integrity and number of articles, as the next who opens the file sees them. */
const LOOK = `import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(json.dumps([db.execute(q).fetchone()[0] for q in ("PRAGMA user_version", "PRAGMA quick_check", "SELECT count(*) FROM articles")]))`;

test(`an upgrade is killed at each ${STRIDE}th of its steps`, { timeout: 3_000_000 }, async () => {
  const done = spawnSync('cc', ['-shared', '-fPIC', '-D_GNU_SOURCE', '-o', library, path.join(ROOT, 'tests/fault/kill_at.c'), '-ldl'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  portal = new Portal({ args: ['--set', 'write_rate=0'] });
  await portal.start();
  for (let i = 0; i < ARTICLES; i++) await portal.post({ title: `Bài ${i}`, body: 'Nội dung.\n\n'.repeat(200), status: 'published' });
  await portal.stop();
  fs.writeFileSync(armed, '');
  const [from] = python(LOOK, path.join(portal.data, 'cong.db'));
  const seen = { killed: 0, before: 0, after: 0, snapshots: 0 };
  for (let at = 1; ; at += STRIDE) {
    assert.ok(at < STEPS_MOST);
    const data = path.join(folder, 'data');
    fs.rmSync(data, { recursive: true, force: true });
    fs.cpSync(portal.data, data, { recursive: true });
    const env = { ...portal.env, LD_PRELOAD: library, KILL_AT: String(at), KILL_ARMED: armed, KILL_BELOW: data, ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0' };
    const upgrade = spawnSync(NEXT, ['token', 'list', '--data', data], { env, encoding: 'utf8' });
    const was = upgrade.signal === 'SIGKILL';
    assert.ok(was || upgrade.status === 0, upgrade.stderr);
    seen.killed += was;
    const kept = fs.readdirSync(data).filter((name) => /^before-migration-\d+\.db$/.test(name));
    for (const name of kept) {
      assert.deepEqual(python(LOOK, path.join(data, name)), [from, 'ok', ARTICLES], `step ${at}: a copy that has its name is whole`);
      seen.snapshots++;
    }
    // A copy of the folder, so that the look does not mend what is looked at.
    const look = path.join(folder, 'look');
    fs.rmSync(look, { recursive: true, force: true });
    fs.cpSync(data, look, { recursive: true });
    const [version, verdict, articles] = python(LOOK, path.join(look, 'cong.db'));
    assert.ok(version === from || version === from + 1, `step ${at}: schema ${version}`);
    assert.deepEqual([verdict, articles], ['ok', ARTICLES], `step ${at}`);
    seen[version === from ? 'before' : 'after']++;
    // Not migrated is as if nothing had been: the older program opens it. Migrated it has its copy of before.
    if (version > from) assert.equal(kept.length, 1, `step ${at}`);
    const again = spawnSync(version === from && at % 2 ? portal.binary : NEXT, ['token', 'list', '--data', data], { env: portal.env, encoding: 'utf8' });
    assert.equal(again.status, 0, `step ${at}: ${again.stderr}`);
    if (!was) break;
  }
  assert.ok(seen.killed > 3 && seen.before > 1 && seen.after > 0 && seen.snapshots > 1, JSON.stringify(seen));
  console.log(`# ${seen.killed} kills: ${seen.before} left the older schema, ${seen.after} the newer one, all opened`);
});
