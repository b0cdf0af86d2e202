// A page with the rich editor and nothing else: the bundle as the build makes it, a form around it, and a server that hands pastes to
// a portal's own cleaner. What a page of the staff adds is not needed here.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { openTab } from './browser.mjs';
import { ROOT, scratch, until } from './portal.mjs';

const asset = (name) => fs.readFileSync(path.join(ROOT, 'assets', name));

const page = (body, format, lang) => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Viết bài</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/site.css"></head><body><main><h1>Viết bài</h1>
<form method="post" action="/luu" data-autosave="/ban-tam" data-account="7"
 data-saving="Đang lưu…" data-unsaved="Chưa lưu" data-offline="Mất mạng: chữ được giữ trong máy này" data-failed="Chưa lưu được." data-kept="Máy này còn giữ chữ chưa gửi lúc {0}." data-use="Lấy lại" data-drop="Bỏ">
<p data-state role="status"></p>
<input type="hidden" name="form_token" value="t0"><input type="hidden" name="version" value="6"><input type="hidden" name="body_format" value="${format}">
<p class="f"><label for="title">Tiêu đề</label><input id="title" name="title" value="Bài"></p>
<div class="f"><label for="body">Nội dung</label>
<textarea id="body" name="body" rows="20" data-rich="/editor.js" data-rich-style="/editor.css" data-clean="/lam-sach" data-upload="/tep" data-import="/nhap">${body.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</textarea></div>
<button>Lưu nháp</button></form></main>
<script src="/staff-write.js" defer></script></body></html>`;

const whole = async (request) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** The fields of a form as it was sent. */
async function fieldsOf(request) {
  const bytes = await whole(request);
  const form = await new Response(bytes, { headers: { 'Content-Type': request.headers['content-type'] } }).formData();
  return Object.fromEntries(form);
}

export class Desk {
  /** `portal` cleans what is pasted, as its API does. */
  constructor(portal) {
    Object.assign(this, { portal, body: '', format: 'markdown', lang: 'vi', saves: [], uploads: [], isDown: false, savingMs: 0 });
  }

  async start() {
    const bundle = path.join(scratch(), 'editor.js');
    execFileSync(path.join(ROOT, 'assets/editor/bundle'), [bundle]);
    this.files = {
      '/editor.js': ['text/javascript', fs.readFileSync(bundle)],
      '/staff-write.js': ['text/javascript', asset('script/staff-write.js')],
      '/site.css': ['text/css', asset('style/site.css')],
      '/editor.css': ['text/css', asset('style/editor.css')],
    };
    this.server = http.createServer((request, response) => this.answer(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    }));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async answer(request, response) {
    const send = (status, type, bytes) => response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(bytes);
    const json = (status, value) => send(status, 'application/json', JSON.stringify(value));
    const file = this.files[request.url];
    if (file) return send(200, ...file);
    if (this.isDown && request.method === 'POST') {
      request.socket.destroy();
      return null;
    }
    switch (request.method === 'POST' && request.url) {
      case '/lam-sach': {
        const { body, body_format: format } = await fieldsOf(request);
        const answer = await this.portal.api('POST', '/clean', { as: 'author', body: { body, body_format: format } });
        return json(answer.status, answer.json);
      }
      case '/ban-tam': {
        const fields = await fieldsOf(request);
        this.isSaving = true;
        if (this.savingMs) await new Promise((resolve) => setTimeout(resolve, this.savingMs));
        this.isSaving = false;
        this.saves.push(fields);
        return json(200, { is_saved: true, says: 'Đã lưu 09:14', form_token: `t${this.saves.length}` });
      }
      case '/tep': {
        const { file: sent } = await fieldsOf(request);
        this.uploads.push(sent.name);
        return json(201, { id: 3, url: '/media/anh-3.jpg', alt: null });
      }
      case '/luu':
        this.saves.push(await fieldsOf(request));
        return send(200, 'text/html', '<!doctype html><title>x</title>');
      default:
        if (request.url.startsWith('/media/')) return send(200, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
        return request.url === '/' ? send(200, 'text/html; charset=utf-8', page(this.body, this.format, this.lang)) : send(404, 'text/plain', '');
    }
  }

  /** Waits for the editor of a page that was opened; a script that fails is told at once. */
  async ready(tab) {
    await until(async () => {
      if (tab.noise.length) throw new Error(tab.noise.join('\n'));
      return tab.evaluate(() => document.querySelector('textarea').editor?.isRich);
    });
  }

  /** A tab with this text in the editor, which is ready. */
  async open(browser, body = '', { format = 'markdown', lang = 'vi', ...options } = {}) {
    Object.assign(this, { lang });
    return this.show(await openTab(browser, options), body, format);
  }

  /** The same in a tab that is there. */
  async show(tab, body, format = 'markdown') {
    Object.assign(this, { body, format, saves: [] });
    await tab.goto('about:blank');
    await tab.goto(this.url);
    await this.ready(tab);
    return tab;
  }
}

/** What the form would send now: {body, body_format}. */
export const sent = (tab) => tab.evaluate(() => Object.fromEntries([...new FormData(document.forms[0])].filter(([name]) => name.startsWith('body'))));

/** The words of the document, a line a block. */
export const words = (tab) => tab.evaluate(() => {
  const { doc } = document.querySelector('textarea').editor.view.state;
  return doc.textBetween(0, doc.content.size, '\n', ' ');
});

export { until };
