// What a technician reads at the terminal: in Vietnamese all of it, in English all of it, by the environment alone; and with
// which status each command ends.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ALLOW_ROOT, Portal, scratch, startPortal } from './lib/portal.mjs';

const MARKED = /[À-ỹđĐ]/u;
/* Words that no sentence of Vietnamese has, whatever it is about. */
const ENGLISH = /\b(the|of|is|are|was|were|be|been|it|its|and|or|with|without|from|for|by|at|this|that|which|there|not|cannot|must|has|have|wants|needed|failed|missing|damaged|file|line|user|folder|already|usage|option|settings|already|permission|denied|such|directory)\b/i;
/* What is the same in both: what scripts read, names, numbers, addresses. */
const TECHNICAL = [/^listening on http:\S+$/, /^admin token: cong_\S+$/, /^congd \d+\.\d+\.\d+$/, /^cong_\S+$/, /^\/api\/articles\/\d+\t\w+\t\S+$/];

let portal;
before(async () => { portal = await startPortal(); });
after(() => portal?.end());

/* LC_ALL of the fixture would win over all others. */
const environment = (variables) => {
  const { LC_ALL, LC_MESSAGES, LANG, ...rest } = portal.env;
  return { ...rest, ...variables };
};
const run = (variables, args, options = {}) => new Promise((resolve) => {
  execFile(portal.binary, args, { encoding: 'utf8', timeout: 120_000, env: environment(variables), ...options }, (error, stdout, stderr) => {
    assert.equal(error?.signal ?? null, null, `${args}: ${error?.signal}`);
    resolve({ status: error ? error.code : 0, stdout, stderr });
  });
});
const VI = { LANG: 'vi_VN.UTF-8' };
const EN = { LANG: 'C.UTF-8' };

/** What is no sentence: values, paths, options, names, commands to type. */
const bare = (text) => text.replace(/`[^`]*`|"[^"]*"|'[^']*'|«[^»]*»|\([A-Za-z]+: [^)]*\)|curl .*$|[^ ]*\/[^ ]*|--?[a-z][\w-]*(=\S+)?|\b\w+[_=.]\w\S*|congd( [a-z]+)*|sudo -u \S+/gu, ' ');

function assertVietnamese(text, what) {
  for (const line of text.split('\n').filter((each) => each.trim())) {
    if (TECHNICAL.some((form) => form.test(line))) continue;
    assert.match(line, MARKED, `${what}: no word of Vietnamese in: ${line}`);
    assert.doesNotMatch(bare(line), ENGLISH, `${what}: English in: ${line}`);
  }
}

const assertEnglish = (text, what) => assert.doesNotMatch(text.replace(/'\{.*?\}'/g, ''), MARKED, `${what}: Vietnamese in: ${text}`);

/** Lines that were broken for the terminal are one again. */
const whole = (help) => help.replace(/\n {14,}(?=\S)/g, ' ').replace(/^([^ \n`][^\n]*)\n(?=[^ \n])/gm, '$1 ');

/** Every command and action, from the program's own help. */
async function commands() {
  const names = [...(await run(EN, ['--help'])).stdout.matchAll(/^ {2}([a-z]+) +\S/gm)].map((match) => match[1]);
  return (await Promise.all(names.map(async (name) => {
    const [first] = (await run(EN, [name, '--help'])).stdout.split('\n');
    const actions = first.match(/^Usage: congd [a-z]+ \[?([a-z|]+)\]? \[OPTION...\]$/);
    return [[name], ...(actions ? actions[1].split('|').map((action) => [name, action]) : [])];
  }))).flat();
}

test('every command says what it does in the language of the environment, and to a wrong use what is wrong, with 2', async () => {
  const all = await commands();
  assert.ok(all.length > 30, `${all.length} commands`);
  for (const [index, command] of all.entries()) {
    const wrong = [['--khong-co'], ['--dat'], ['--data']][command[0] === 'search' ? 0 : index % 3];
    const [vi, en, inVietnamese, inEnglish] = await Promise.all([run(VI, [...command, '--help']), run(EN, [...command, '-h']), run(VI, [...command, ...wrong]), run(EN, [...command, ...wrong])]);
    assert.deepEqual([vi.status, en.status, vi.stderr, en.stderr], [0, 0, '', ''], `${command}`);
    assertVietnamese(whole(vi.stdout), `${command} --help`);
    assertEnglish(en.stdout, `${command} --help`);
    assert.ok(vi.stdout.split('\n').every((line) => [...line].length <= 79 || !line.slice(30).includes(' ')), 'lines fit a terminal');
    assert.deepEqual([inVietnamese.status, inEnglish.status], [2, 2], `${command} ${wrong}: ${inEnglish.stderr}`);
    assert.equal(inEnglish.stderr.trim().split('\n').length, 1, inEnglish.stderr);
    assertVietnamese(inVietnamese.stderr, `${command} ${wrong}`);
    assertEnglish(inEnglish.stderr, `${command} ${wrong}`);
  }
  assert.match((await run(EN, ['token', 'create', '--usage'])).stdout, /^Usage: congd token create \[OPTION...\]$/m);
});

test('the first of LC_ALL, LC_MESSAGES and LANG that is not empty decides, installed or not', async () => {
  const title = async (variables) => (await run(variables, ['--help'])).stdout.split(' ')[0];
  for (const variables of [VI, { LANG: 'vi' }, { LANG: 'vi_VN' }, { LC_MESSAGES: 'vi_VN.UTF-8', LANG: 'en_GB.UTF-8' }, { LC_ALL: 'vi_VN', LC_MESSAGES: 'C', LANG: 'C' },
    { LC_ALL: '', LC_MESSAGES: '', LANG: 'vi_VN.UTF-8' }]) assert.equal(await title(variables), 'Cách', JSON.stringify(variables));
  for (const variables of [{}, { LANG: 'C' }, { LANG: 'POSIX' }, { LANG: 'en_GB.UTF-8' }, { LC_ALL: 'C', LANG: 'vi_VN.UTF-8' }, { LC_MESSAGES: 'C', LANG: 'vi_VN.UTF-8' },
    { LC_ALL: 'C.UTF-8', LC_MESSAGES: 'vi_VN.UTF-8' }, { LANG: 'vie' }]) assert.equal(await title(variables), 'Usage:', JSON.stringify(variables));
});

/** Both languages, at once unless that would not do; gives what English said. */
async function both(args, status, english, { lines = 1, inTurn = false, ...options } = {}) {
  const first = run(VI, args, options);
  if (inTurn) await first;
  const [vi, en] = await Promise.all([first, run(EN, args, options)]);
  const what = args.join(' ');
  assert.deepEqual([vi.status, en.status], [status, status], `${what}: ${en.stderr}${vi.stderr}`);
  assert.match(en.stderr, english, what);
  assert.equal(en.stderr.trim().split('\n').length, lines, en.stderr);
  assert.equal(vi.stderr.trim().split('\n').length, lines, vi.stderr);
  assert.doesNotMatch(en.stderr + vi.stderr, /[{}]/, `${what}: raw JSON`);
  assertVietnamese(vi.stderr, what);
  assertEnglish(en.stderr, what);
  return en;
}

test('what is no command or no action is named, with the one that may have been meant', async () => {
  await both(['khong-co'], 2, /^congd: there is no command "khong-co"; see congd --help$/m);
  await both(['tokne'], 2, /there is no command "tokne" \(was "token" meant\?\)/);
  await both(['token'], 2, /an action is needed: create, list, rotate, revoke; see congd token --help/);
  await both(['token', 'creat'], 2, /there is no action "creat" \(was "create" meant\?\)/);
  await both(['backup', 'lst'], 2, /was "list" meant/);
  await both(['audit', 'zzz'], 2, /there is no action "zzz": list, verify;/);
  await both(['serve', '--demoo'], 2, /there is no option --demoo \(was --demo meant\?\)/);
  await both(['check', 'x'], 2, /"x" is too much/);
  const alone = await run(EN, []);
  assert.deepEqual([alone.status, alone.stdout], [2, '']);
  assert.match(alone.stderr, /^Usage: congd COMMAND/);
  assertVietnamese(whole((await run(VI, [])).stderr), 'congd');
  assert.equal((await run(EN, ['help', 'token'])).stdout, (await run(EN, ['token', '--help'])).stdout);
});

test('what a command wants and does not get is told, with 2', async () => {
  await both(['token', 'create', '--name', 'x'], 2, /--name and --role are needed/);
  await both(['token', 'create', '--name', 'x', '--role', 'boss'], 2, /--role wants reader, author, editor or admin/);
  await both(['token', 'create', '--name', 'x', '--role', 'editor', '--expires', 'mai'], 2, /--expires wants a time such as 90d/);
  await both(['token', 'revoke'], 2, /ID is needed/);
  await both(['token', 'revoke', 'x'], 2, /ID is the token's number/);
  await both(['post'], 2, /FILE is needed/);
  await both(['post', 'a.md', 'b.md'], 2, /one FILE at a time; "b\.md" is too much/);
  await both(['post', '--image'], 2, /--image wants a value/);
  await both(['post', '-x'], 2, /there is no option -x/);
  await both(['import'], 2, /FILE is needed/);
  await both(['import', 'nukeviet'], 2, /DUMP\.sql is needed/);
  await both(['export'], 2, /FILE\|--all DIR is needed/);
  await both(['audit', 'list', '--since', 'qua'], 2, /a time is such as/);
  await both(['audit', 'list', '--object', 'article:x'], 2, /--object wants/);
  await both(['backup', '--name', '../x'], 2, /--name wants letters/);
  await both(['restore'], 2, /DIR\|NAME is needed/);
  await both(['upgrade'], 2, /--rehearse is wanted/);
  await both(['stats', 'adjust'], 2, /--visits and --note are needed/);
  await both(['stats', 'adjust', '--visits', '0', '--note', 'x'], 2, /--visits wants a whole number, not 0/);
  await both(['search', 'evaluate'], 2, /--articles and --queries are needed/);
  await both(['check', '--json=1'], 2, /--json takes no value/);
  await both(['config', '--set', 'threads'], 2, /--set wants NAME=VALUE/);
});

test('what fails is told in one line, with 1, and what the portal answered in the same language', async () => {
  const where = ['--data', portal.data], none = path.join(scratch(), 'none'), folder = scratch();
  const write = (name, text) => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  await both(['post', none, ...where], 1, /none: No such file or directory/);
  await both(['post', write('a.md', '---\ncategory: khong-co\n---\nThân bài.\n'), ...where], 1, /title|category/);
  await both(['import', none, ...where], 1, /none: No such file/);
  await both(['import', write('a.ndjson', '{"title": ""}\n'), ...where], 1, /^congd: line 1: .*\ncongd: 1 lines were wrong$/m, { lines: 2, inTurn: true });
  await both(['import', 'nukeviet', none, ...where], 1, /No such file/);
  await both(['export', path.join(none, 'x'), ...where], 1, /No such file/);
  await both(['export', '--all', folder, ...where], 1, /the folder is not empty/);
  await both(['token', 'revoke', '999', ...where], 1, /./);
  await both(['token', 'rotate', '999', ...where], 1, /./);
  await both(['stats', 'adjust', '--visits', '-99999', '--note', 'x', ...where], 1, /./);
  await both(['backup', 'verify', ...where], 1, /there is no backup in/);
  await both(['backup', 'verify', none, ...where], 1, /No such file/);
  assert.equal((await run(EN, ['backup', '--name', 'mot', ...where])).status, 0);
  const again = await run(VI, ['backup', '--name', 'mot', ...where]);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /^congd: đã có bản sao lưu mot$/m, 'the daemon, which speaks English, was asked in Vietnamese');
  await both(['restore', 'mot', ...where], 1, /the daemon runs on .*; stop it first/);
  await both(['upgrade', '--rehearse', '--data', none], 1, /No such file/);
  await both(['search', 'evaluate', '--articles', none, '--queries', none], 1, /No such file/);
  const [articles, queries] = [write('articles', '{"id": 1, "title": "", "body": ""}\n'), write('queries', '{"set": "x", "query": "y", "gold": 2}\n')];
  await both(['search', 'evaluate', '--articles', articles, '--queries', queries], 1, /article 1 has no title/);
  await both(['config', '--config', none], 1, /none cannot be read: No such file/);
});

test('a folder that holds no portal is told so, and none is made there', async () => {
  const none = path.join(scratch(), 'none'), file = path.join(scratch(), 'a.md');
  fs.writeFileSync(file, '# Bài\n\nThân.\n');
  for (const command of [['token', 'list'], ['token', 'revoke', '1'], ['token', 'rotate', '1'], ['audit', 'list'], ['audit', 'verify'], ['links', 'dead'], ['media', 'check'],
    ['stats', 'adjust', '--visits', '1', '--note', 'x'], ['backup'], ['backup', 'forget'], ['export', path.join(scratch(), 'x')], ['post', file]]) {
    const { stderr } = await both([...command, '--data', none], 1, /there is no portal here; name its folder with --data, or set up a new one: congd setup --data/);
    assert.ok(stderr.includes(none), stderr);
    assert.equal(fs.existsSync(none), false, `${command}`);
  }
  const checked = await run(VI, ['check', '--data', none]);
  assert.equal(checked.status, 1);
  assertVietnamese(checked.stdout.replace(/^(ok|warn|FAIL) +\w+ +/gm, ''), 'check');
});

test('whoever may not use the portal is told who may', { skip: process.getuid() !== 0 && 'needs root to become another' }, async () => {
  fs.chmodSync(path.dirname(portal.data), 0o755);
  const [, uid, gid] = fs.readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+)/m).map(Number);
  for (const command of [['token', 'list'], ['audit', 'list'], ['backup'], ['media', 'check']])
    await both([...command, '--data', portal.data], 1, new RegExp(`control\\.sock: only the user root may open it; run this as that user: sudo -u root congd ${command[0]} …`), { uid, gid, cwd: os.tmpdir() });
});

test('what keeps a portal from starting is told, all faults of the settings at once', { skip: process.getuid() !== 0 && 'needs root to become another' }, async () => {
  const data = path.join(scratch(), 'data');
  const serve = (...args) => ['serve', ...ALLOW_ROOT, '--listen', '127.0.0.1:0', ...args];
  await both(serve('--data', portal.data), 1, /is in use by process \d+/);
  await both(['serve', ...ALLOW_ROOT, '--data', data, '--listen', `127.0.0.1:${portal.port}`], 1, new RegExp(`127\\.0\\.0\\.1:${portal.port}: Address already in use`));
  await both(serve('--data', data, '--config', path.join(data, 'none')), 1, /cannot be read: No such file/);
  await both(serve('--data', data, '--tls-cert', '/none', '--tls-key', '/none'), 1, /\/none: No such file/);
  await both(serve('--data', data, '--user', 'khong-co'), 1, /user khong-co does not exist on this machine/);
  await both(['serve', '--data', portal.data, '--listen', '127.0.0.1:0'], 1, /belongs to root, and serving as root is refused/);
  /* A folder above that nobody but root may look into. */
  const closed = scratch();
  fs.chmodSync(closed, 0o700);
  await both(['serve', '--data', path.join(closed, 'data'), '--listen', '127.0.0.1:0', '--user', 'nobody'], 1, /user nobody cannot work in the data folder .*: Permission denied; give it that folder/);
  const file = path.join(scratch(), 'congd.conf');
  fs.writeFileSync(file, 'threads = 1000\nlog_levle = info\nmetrics_listen = xyz\nhello\npage_age = 5\nbase_url = vidu\n');
  const { stderr } = await both(serve('--data', data, '--config', file), 1, /./, { lines: 6 });
  const lines = stderr.trim().split('\n');
  for (const line of [1, 2, 3, 4, 5, 6]) assert.equal(lines.filter((each) => each.includes(`congd.conf:${line}: `)).length, 1, stderr);
  assert.equal((await both(['config', '--config', file], 1, /./, { lines: 6 })).stdout, '');
  assert.equal((await run(VI, ['check', '--config', file, '--data', data])).stdout.match(/^FAIL +settings/gm).length, 6);
  assert.equal(fs.existsSync(path.join(data, 'cong.db')), false, 'nothing was made');
});

test('what is told when all is well is in the language too: a portal to try, set up, filled and left', async () => {
  const tmp = scratch();
  const child = spawn(portal.binary, ['serve', ...ALLOW_ROOT, '--demo', '--listen', '127.0.0.1:0'], { env: environment({ ...VI, TMPDIR: tmp }), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '', err = '';
  child.stderr.on('data', (bytes) => { err += bytes; });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => { if ((out += bytes).includes('nhật ký: ') && out.endsWith('\n')) resolve(); });
    child.once('exit', () => reject(new Error(`it ended: ${err}`)));
  });
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.deepEqual([code, err, out.trim().split('\n').length], [0, '', 6]);
  assertVietnamese(out, 'serve --demo');
  const data = path.join(scratch(), 'data'), folder = scratch(), file = path.join(folder, 'a.md'), lines = path.join(folder, 'a.ndjson');
  fs.mkdirSync(data, { mode: 0o755 }); // which is told, once
  fs.writeFileSync(file, '---\ntitle: Thông báo lịch tiếp công dân\n---\nThân\u0007 bài.\n');
  fs.writeFileSync(lines, '{"title": "Khánh thành đường liên xã", "body": "Thân bài.", "external_id": "a"}\n');
  const where = ['--data', data];
  for (const args of [['setup', '--yes', '--name', 'Cổng xã', ...where], ['import', lines, ...where], ['post', file, ...where], ['media', 'check', ...where], ['audit', 'verify', ...where],
    ['backup', ...where], ['backup', 'verify', ...where], ['backup', 'list', ...where], ['links', 'dead', ...where], ['upgrade', '--rehearse', ...where], ['token', 'list', ...where],
    ['export', '--all', path.join(folder, 'out'), ...where], ['export', path.join(folder, 'x.ndjson'), ...where], ['token', 'create', '--name', 'Mã', '--role', 'reader', ...where]]) {
    const vi = await run(VI, args);
    assert.equal(vi.status, 0, `${args}: ${vi.stderr}`);
    assertVietnamese(vi.stdout.replace(/^\d{4}-\d\d-\d\d\S*\t/gm, '').replace(/^schema .*$/gm, ''), args.join(' '));
    assertVietnamese(vi.stderr, args.join(' '));
    if (args[0] === 'post') assert.match(vi.stderr, /^congd: lưu ý /m, 'what was left out is told');
    if (args[0] === 'token' && args[1] === 'create') assert.match(vi.stdout, /^cong_\S+\n$/);
  }
});

test('settings are shown with where they come from, in the language', async () => {
  const vi = await run(VI, ['config', '--set', 'threads=3', ...new Portal().where()]);
  assert.equal(vi.status, 0, vi.stderr);
  assert.match(vi.stdout, /^threads = 3 {2}# tùy chọn$/m);
  assert.match(vi.stdout, /^page_age = 1min {2}# mặc định$/m);
});
