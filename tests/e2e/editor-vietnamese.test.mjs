// Vietnamese as it is typed: programs that send Backspaces and finished letters in a burst (UniKey, EVKey, OpenKey), and composition
// (Windows' own Telex, macOS, ibus, GBoard). In nine places, over the browser's own protocol, nothing is lost and nothing doubled.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './lib/browser.mjs';
import { Desk, sent, until, words } from './lib/desk.mjs';
import { startPortal } from './lib/portal.mjs';

let portal, desk, browser;
before(async () => {
  portal = await startPortal();
  desk = await new Desk(portal).start();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  desk?.stop();
  await portal?.end();
});

/* What the keys of Telex make, letter by letter: each is what stands on the screen after one more key. */
const TYPED = {
  tiếng: ['t', 'ti', 'tie', 'tiê', 'tiên', 'tiêng', 'tiếng'], // tieengs
  được: ['d', 'đ', 'đu', 'đư', 'đươ', 'đươc', 'được'], // dduwowcj
  quốc: ['q', 'qu', 'quo', 'quô', 'quôc', 'quốc'], // quoocs
};
const TEXT = Object.keys(TYPED).join(' ');

const key = (code, name, virtual) => ({ key: name, code, windowsVirtualKeyCode: virtual, nativeVirtualKeyCode: virtual });
const BACKSPACE = key('Backspace', 'Backspace', 8);

/** Presses without a pause: who sends them does not wait for the page either. */
const press = (client, event, text) => [
  client.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', text, unmodifiedText: text, ...event }),
  client.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
];

const letter = (client, c) => press(client, key(/[a-z]/.test(c) ? `Key${c.toUpperCase()}` : 'Space', c, c.toUpperCase().charCodeAt(0)), c);

/* A hook program: the key itself where it only adds a letter, else as many Backspaces as letters change, and the new ones. */
async function burst(client) {
  const all = [];
  for (const [i, steps] of Object.values(TYPED).entries()) {
    if (i) all.push(...letter(client, ' '));
    let shown = '';
    for (const next of steps) {
      let same = 0;
      while (same < shown.length && shown[same] === next[same]) same++;
      for (let n = shown.length; n > same; n--) all.push(...press(client, BACKSPACE));
      for (const c of next.slice(same)) {
        if (/[a-z]/.test(c)) all.push(...letter(client, c));
        /* A letter that no key has comes as a packet (VK_PACKET), which is text to the browser. */
        else all.push(...press(client, key('', c, 231), c));
      }
      shown = next;
    }
  }
  await Promise.all(all);
}

/* An input method: the word is under composition until the blank behind it. */
async function compose(client) {
  for (const [i, [word, steps]] of Object.entries(TYPED).entries()) {
    if (i) await Promise.all(letter(client, ' '));
    for (const next of steps) await client.send('Input.imeSetComposition', { text: next, selectionStart: next.length, selectionEnd: next.length });
    await client.send('Input.insertText', { text: word });
  }
}

/* A place: the text; where the caret goes (in the page, with the document) or the selection; what is done first; the words afterwards. */
const END = (doc) => doc.content.size - 1;
const places = {
  'in an empty editor': { body: '', at: () => 1, words: TEXT },
  'at the beginning of a line': { body: 'Một\n\nHai', at: () => 6, words: `Một\n${TEXT}Hai` },
  'at the end of bold words': { body: '**đậm**', at: END, words: `đậm${TEXT}`, markdown: `**đậm${TEXT}**\n` },
  'with bold switched on': { body: 'Một', at: END, first: (tab) => tab.keyboard.press('Control+b'), words: `Một${TEXT}`, markdown: `Một**${TEXT}**\n` },
  'behind what was pasted': { body: 'Đầu', at: END, first: paste, words: `ĐầuDán${TEXT}` },
  'before a picture': { body: '![ảnh](/media/a.jpg)', at: () => 1, words: `${TEXT} `, markdown: `${TEXT}![ảnh](/media/a.jpg)\n` },
  'over a selection of two paragraphs': { body: 'Một hai\n\nBa bốn', at: () => [5, 13], words: `Một ${TEXT}bốn` },
  'while a save is under way': { body: 'Lưu', at: END, first: save, words: `Lưu${TEXT}` },
  'in a cell of a table': {
    body: '| A | B |\n|---|---|\n| x | y |',
    at: (doc) => {
      let at = 0;
      doc.descendants((node, pos) => { if (node.text === 'x') at = pos + 1; });
      return at;
    },
    words: `A\nB\nx${TEXT}\ny`,
  },
};

async function paste(tab) {
  await tab.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/html', '<b style="font-weight:normal">Dán</b>');
    data.setData('text/plain', 'Dán');
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await tab.waitForFunction(() => document.querySelector('.rich').textContent.includes('Dán'));
}

/* Something else of the form changed; the server takes its time. */
async function save(tab) {
  desk.savingMs = 150;
  await tab.evaluate(() => {
    const field = document.querySelector('[name=title]');
    field.value += '!';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await until(() => desk.isSaving);
}

const put = (tab, where) => tab.evaluate((source) => {
  const { view } = document.querySelector('textarea').editor;
  const [anchor, head = anchor] = [new Function(`return (${source})`)()(view.state.doc)].flat();
  view.focus();
  const Text = view.state.selection.constructor;
  view.dispatch(view.state.tr.setSelection(Text.create(view.state.doc, anchor, head)));
}, String(where));

for (const [way, type] of Object.entries({ 'Backspaces and letters in a burst': burst, composition: compose })) {
  describe(way, () => {
    let tab, client;
    before(async () => {
      tab = await desk.open(browser);
      tab.on('dialog', (dialog) => dialog.accept());
      client = await tab.context().newCDPSession(tab);
    });
    after(() => tab?.context().close());
    for (const [name, place] of Object.entries(places)) {
      test(`loses and doubles nothing ${name}`, async () => {
        await desk.show(tab, place.body);
        await put(tab, place.at);
        if (place.first) await place.first(tab);
        await type(client);
        if (place.first === save) await until(() => desk.saves.length > 0);
        /* What the browser has shown is read by the editor at the next turn of its loop. */
        await tab.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 60)); }));
        assert.equal(await words(tab), place.words);
        assert.equal(await tab.evaluate(() => document.querySelector('.rich').textContent.match(/tiếng|được|quốc/g).length), 3, 'on the screen as well');
        if (place.markdown) assert.equal((await sent(tab)).body, place.markdown);
        desk.savingMs = 0;
      });
    }
  });
}
