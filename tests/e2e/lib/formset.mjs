// A formset of the staff's pages (handler/staff/formset.h) as a browser without scripts has it: its controls in order, pressed by their buttons.
import assert from 'node:assert/strict';

const plain = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const attribute = (tag, name) => { const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`)); return found ? plain(found[1]) : undefined; };

/** [name, value] of each control that a browser would send, in order. */
export function controls(html) {
  const form = html.match(/<form class="formset"[\s\S]*?<\/form>/)?.[0] ?? '';
  const found = [];
  for (const [tag] of form.matchAll(/<input\b[^>]*>|<textarea\b[\s\S]*?<\/textarea>|<select\b[\s\S]*?<\/select>/g)) {
    const [head] = tag.match(/^<[^>]*>/), name = attribute(head, 'name'), type = attribute(head, 'type');
    if (!name || type === 'image' || type === 'file') continue;
    if (tag.startsWith('<select')) {
      const all = [...tag.matchAll(/<option[^>]*>/g)].map(([option]) => option);
      const chosen = all.find((option) => option.includes(' selected=')) ?? all[0];
      found.push([name, chosen ? attribute(chosen, 'value') : '']);
    } else {
      found.push([name, tag.startsWith('<textarea') ? plain(tag.replace(/^<[^>]*>|<\/textarea>$/g, '')) : attribute(tag, 'value') ?? '']);
    }
  }
  return found;
}

export const buttons = (html) => [...html.matchAll(/<button[^>]*name="lam"[^>]*>/g)].map(([tag]) => attribute(tag, 'value'));

export class Formset {
  constructor(staff, path) { Object.assign(this, { staff, path }); }

  async open(query = '') { return this.take(await this.staff.get(this.path + query)); }

  take(answer) { Object.assign(this, { answer, fields: controls(answer.text) }); return this; }

  /** The values of all controls of that name. */
  all(name) { return this.fields.filter(([own]) => own === name).map(([, value]) => value); }

  /** Types into the control of that name, the `at`-th of several. */
  type(name, value, at = 0) {
    const places = this.fields.map(([own], index) => (own === name ? index : -1)).filter((index) => index >= 0);
    assert.ok(at < places.length, `${this.path} has no ${at}th ${name}: ${this.fields.map(([own]) => own)}`);
    this.fields[places[at]][1] = value;
    return this;
  }

  /** Presses a button, or with `more` a picture. */
  async press(lam, more = {}) {
    const sent = {};
    for (const [name, value] of [...this.fields.filter(([own]) => !(own in more)), ...(lam ? [['lam', lam]] : []), ...Object.entries(more)]) (sent[name] ??= []).push(value);
    if (lam) assert.ok(buttons(this.answer.text).includes(lam), `no button ${lam}: ${buttons(this.answer.text)}`);
    return this.take(await this.staff.post(this.path, sent));
  }

  /** Presses, and follows the 303. */
  async save(lam = 'luu') {
    await this.press(lam);
    assert.equal(this.answer.status, 303, this.answer.text.match(/<div class="wrong"[\s\S]*?<\/div>/)?.[0] ?? this.answer.text);
    return this.staff.get(this.answer.headers.location);
  }

  get faults() { return [...(this.answer.text.match(/<div class="wrong"[\s\S]*?<\/div>/)?.[0] ?? '').matchAll(/<li>(?:<a href="([^"]*)">.*?<\/a>: )?(.*?)<\/li>/g)].map(([, url, text]) => [url, plain(text)]); }
}
