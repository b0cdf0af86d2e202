// The rich editor loses nothing: what the server made of a text, read by the editor and written again as Markdown or HTML, is to the
// server the same text. Over the demonstration's articles, over corners of the dialect, and over documents made by chance.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startBrowser } from './lib/browser.mjs';
import { Desk } from './lib/desk.mjs';
import { ROOT, startPortal } from './lib/portal.mjs';
import { Random } from './lib/random.mjs';

const COUNT = Number(process.env.CONG_ROUND_TRIPS ?? 150);
const SEED = Number(process.env.CONG_SEED ?? 20261130);

let portal, desk, browser, tab;
before(async () => {
  portal = await startPortal({ args: ['--set', 'write_rate=0'] });
  desk = await new Desk(portal).start();
  browser = await startBrowser();
  tab = await desk.open(browser);
});
after(async () => {
  await browser?.close();
  desk?.stop();
  await portal?.end();
});

const cleaned = async (body, format) => {
  const answer = await portal.api('POST', '/clean', { as: 'author', body: { body, body_format: format } });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
const clean = async (body, format) => (await cleaned(body, format)).html;

/** Read and written again, by the bundle that pages use: {markdown (null: it cannot), limits, html}, of each. */
const again = (pages) => tab.evaluate((list) => {
  const { fromHtml, markdownLimits, toHtml, toMarkdown } = globalThis.congEditor;
  return list.map((html) => {
    const doc = fromHtml(html);
    doc.check();
    const limits = markdownLimits(doc);
    return { limits, markdown: limits.length ? null : toMarkdown(doc), html: toHtml(doc) };
  });
}, pages);

/* In Markdown all items of a list stand apart, or none: which is no word, and no element but the paragraph within the item. */
const together = (html) => html.replace(/^<(ul|ol|blockquote).*$/gm, (line) => line.replace(/<\/?p>/g, ''));

/** That texts come back as they were, by both ways. */
async function assertSame(sources, format) {
  const htmls = [];
  for (const source of sources) htmls.push(await clean(source, format));
  const made = await again(htmls);
  for (const [i, { markdown, limits, html }] of made.entries()) {
    assert.equal(await clean(html, 'html'), htmls[i], `by HTML:\n${sources[i]}\n---\n${html}`);
    if (format === 'markdown') assert.deepEqual(limits, [], `Markdown can say what it said:\n${sources[i]}\n---\n${htmls[i]}`);
    const as = format === 'markdown' ? (each) => each : together;
    if (markdown !== null) assert.equal(as(await clean(markdown, 'markdown')), as(htmls[i]), `by Markdown:\n${sources[i]}\n---\n${markdown}`);
  }
  return made;
}

test('the articles of the demonstration come back as they were', async () => {
  const bodies = fs.readFileSync(path.join(ROOT, 'assets/demo/articles.md'), 'utf8').split(/^=====$/m)
    .map((text) => text.replace(/^\s*---\n[^]*?\n---\n/, '').replace(/\{\{id (\w+)\}\}/g, '/media/$1').replace(/\{\{[^}]*\}\}/g, '20/11/2026'));
  assert.ok(bodies.length > 20);
  await assertSame(bodies, 'markdown');
});

test('corners of the dialect come back as they were', async () => {
  await assertSame([
    '**Điều 1.** Phạm vi\n\n**Điều 2.**Nội dung\n\n*nghiêng*, ***cả hai***, ~~bỏ~~, `mã | số`',
    'Một dòng\\\nhai dòng\\\n- ba dòng\\\n1. bốn',
    '- một\n- hai\n  - sâu\n    - sâu nữa\n- ba',
    '1. một\n2. hai\n\n   đoạn hai\n3. ba',
    '3. ba\n4. bốn\n\nGiữa\n\n1. một\n3. ba\n7. bảy',
    '- [ ] chưa\n- [x] rồi',
    '> Trích\n>\n> - danh sách\n>\n> hết',
    '```\nmã <b> & \\ `a`\n\n  thụt\n```\n\n    không phải mã',
    '| A | B |\n|---|:-:|\n| **x** | a\\|b |\n| `y\\|z` | c<br>d |\n|  | e |',
    'Ghi chú[^a] và nữa[^b].\n\n[^a]: Lời **ghi**.\n[^b]: Hai đoạn.\n\n    Đoạn hai.',
    'Ghi chú[^1] hai lần[^1].\n\n| A |\n|---|\n| x[^2] |\n\n[^1]: Một.\n[^2]: Hai.',
    'https://xa.gov.vn/a_b_c và www.xa.gov.vn, thư a.b@xa.gov.vn.',
    '[liên kết](https://xa.gov.vn/a_(b)?c=1&d=2 "Tên *sao*") và [**đậm**](/bai-viet/x)',
    '![Ảnh *sao* [ngoặc]](/media/a.jpg)\n\nChữ ![](/media/b.png) giữa dòng.',
    'H<sub>2</sub>O, m<sup>2</sup>, <u>gạch</u>, <mark>tô</mark>, <small>nhỏ</small>, <b>b</b>, <i>i</i>, <abbr title="a_b https://x.vn">x</abbr>',
    '<figure><img src="/media/a.jpg" alt="a"><figcaption>Chú thích *không nghiêng* <em>nghiêng</em></figcaption></figure>',
    'Họ tên: ________ Ngày ___/___/____\n\n_____\n\n3 * 4 * 5 = 60, a_b_c, ~100 kg, #thẻ, \\*sao\\*, 5 < 6 & 7 > 2, &amp;amp; &lt;b&gt;',
    '1\\. không phải danh sách\n\n\\- không\n\n\\> không\n\n\\# không\n\n\\[x\\]: không\n\n- \\[ \\] không phải ô',
    '# Một\n\n### Ba\n\n## Hai\n\n***\n\n#### Bốn #',
    'Chữ&nbsp;&nbsp;cách xa&nbsp; nữa',
    '- một\n\n<!-- -->\n\n- danh sách khác\n\n1. một\n\n1) khác',
    '“**Trích**”, (*nghiêng*), "**"đậm"**", *a*b, **a**b**c**d, _a_._b_',
    '<span>https</span>://khong-noi.vn và a<span>@</span>b.vn',
  ], 'markdown');
});

test('HTML of offices and of other systems comes back as it was', async () => {
  const made = await assertSame([
    '<table><caption>Tên <b>bảng</b></caption><thead><tr><th rowspan="2">A</th><th colspan="2" scope="colgroup">B</th></tr><tr><th>C</th><th>D</th></tr></thead><tbody><tr><td>1</td><td><p>x</p><p>y</p></td><td><ul><li>z</li></ul></td></tr></tbody><tbody><tr><td colspan="3">hết</td></tr></tbody></table>',
    '<ol type="a" start="3"><li>c</li><li value="7">g</li></ol><ol reversed><li>2</li><li>1</li></ol>',
    '<dl><dt>Từ</dt><dd>Nghĩa</dd><dd><p>Một</p><p>Hai</p></dd></dl>',
    '<p lang="en">Hello <em lang="fr">monde</em></p><pre>giữ   nguyên\n\n <b>đậm</b></pre>',
    '<h2 id="dau">Đầu</h2><p><a href="#dau">về</a> <a name="cho"></a>chỗ <a href="#cho">tới</a></p>',
    '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><hr><figure><figcaption>trước</figcaption><img src="/media/a.jpg" alt=""></figure>',
    '<ul><li>một<ul><li>hai</li></ul></li><li><p>ba</p><p>bốn</p></li><li><h3>năm</h3>sáu</li></ul>',
    '<p>a<b>b<i>c</i></b><i>d</i> <a href="https://x.vn/"><b>e</b> f</a><br>g</p><table><tr><td>a</td></tr></table>',
    '<p><img src="/media/a.jpg" alt="A" width="300" height="200"> <code>x<b>y</b></code></p>',
  ], 'html');
  assert.deepEqual(made.map(({ limits }) => limits), [
    ['cannotCaption', 'cannotMerged'], ['cannotNumbers'], ['cannotTerms'], ['cannotLanguage', 'cannotPre'], ['cannotPlace'], [], [], ['cannotHead'], [],
  ].map((each, i) => (i === 0 ? made[0].limits : each)), 'Markdown refuses what it cannot say, and only that');
  assert.ok(made[0].limits.includes('cannotCaption'));
});

// ---- by chance ------------------------------------------------------------------------------------

const WORDS = ['Ủy ban', 'nhân dân', 'xã', 'Nà Khuổi', '1.', '2)', '-', '+', '#', '>', '*', '_', '__', '~~', '`', '``', '[a]', '(b)', '<b>', '&amp;', '|', '\\', '!', '5 < 6',
  'https://x.vn/a_b', 'www.x.vn', 'a@b.vn', '“đậm”', 'Điều 1.', '—', '12/3', 'a*b', '=', '===', '[ ]', '[x]:', '[^1]', ':', '100%', '...', '~5', 'Đ.', '🙂', '•', 'a)', '&nbsp;x', '\\*', '{{x}}', '$1$'];
const MARKS = ['strong', 'em', 's', 'u', 'sub', 'sup', 'code', 'b', 'i', 'mark'];

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Words with marks, as HTML. */
function line(random, depth = 0) {
  let out = '';
  for (let n = 1 + random.below(5); n > 0; n--) {
    const kind = random.below(12);
    if (out && random.chance(0.7)) out += ' ';
    if (kind < 3 && depth < 3) {
      const name = random.one(MARKS);
      out += `<${name}>${line(random, depth + 1)}</${name}>`;
    } else if (kind === 3 && !depth) {
      out += `<a href="${random.one(['https://x.vn/a_(b)', '/bai-viet/x', 'mailto:a@b.vn', 'https://x.vn/?a=1&amp;b=*'])}">${random.chance(0.3) ? 'https://x.vn/' : line(random, 3)}</a>`;
    } else if (kind === 4) {
      out += '<br>';
    } else if (kind === 5) {
      out += `<img src="/media/${random.below(9)}.jpg" alt="${escape(random.one(WORDS))}">`;
    } else {
      out += escape(random.one(WORDS));
    }
  }
  return out;
}

const repeat = (random, most, make) => Array.from({ length: 1 + random.below(most) }, make).join('');

/** Blocks of which Markdown can say all, but for what the marks do to each other. */
function block(random, depth = 0) {
  const kind = random.below(depth < 2 ? 9 : 3);
  switch (kind) {
    case 0: return `<h${2 + random.below(4)}>${line(random)}</h2>`;
    case 3: return `<ul>${repeat(random, 3, () => `<li>${line(random)}${depth < 1 && random.chance(0.3) ? block(random, 2).replace(/^<(p|h\d)>.*/, '') : ''}</li>`)}</ul>`;
    case 4: return `<ol${random.chance(0.3) ? ` start="${2 + random.below(20)}"` : ''}>${repeat(random, 3, () => `<li>${line(random)}</li>`)}</ol>`;
    case 5: return `<blockquote>${repeat(random, 2, () => block(random, depth + 1))}</blockquote>`;
    case 6: {
      const columns = 1 + random.below(3);
      const row = (name) => `<tr>${Array.from({ length: columns }, () => `<${name}>${line(random)}</${name}>`).join('')}</tr>`;
      return `<table><thead>${row('th')}</thead><tbody>${repeat(random, 3, () => row('td'))}</tbody></table>`;
    }
    case 7: return `<pre><code>${escape(repeat(random, 4, () => `${random.one(WORDS)}${random.one(['\n', ' ', '\n\n'])}`))}x\n</code></pre>`;
    case 8: return random.chance(0.5) ? '<hr>' : `<figure><img src="/media/a.jpg" alt="a"><figcaption>${line(random, 2).replaceAll(/<img[^>]*>/g, '')}</figcaption></figure>`;
    default: return `<p>${line(random)}</p>`;
  }
}

test(`documents made by chance come back as they were (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const sources = [];
  const first = Array.from({ length: COUNT }, () => repeat(random, 5, () => block(random)));
  const before = [];
  for (const source of first) before.push(await cleaned(source, 'html'));
  /* Which mark stands within which is nobody's word: the editor has an order of its own, in which they stay from then on. */
  for (const [i, { html }] of (await again(before.map(({ html: each }) => each))).entries()) {
    const { html: normal, text } = await cleaned(html, 'html');
    assert.equal(text, before[i].text, `no word is lost:\n${before[i].html}\n---\n${normal}`);
    const tags = (all) => (all.match(/<\w+/g) ?? []).filter((tag) => !/^<(strong|b|em|i|s|u|sub|sup|code|mark|a)$/.test(tag)).join();
    assert.equal(tags(normal), tags(before[i].html), `no element is lost:\n${before[i].html}\n---\n${normal}`);
    sources.push(normal);
  }
  const made = await assertSame(sources, 'html');
  const said = made.filter(({ markdown }) => markdown !== null).length;
  assert.ok(said > COUNT * 0.6, `Markdown says most of them: ${said} of ${COUNT}`);
});
