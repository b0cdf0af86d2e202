/* What the editor asks the server for: staff addresses, with the form's token. An answer is the JSON that the API would give, or a
 * refusal in words; no network is a refusal too. */
import { t } from './words.js';

const token = (form) => form?.elements.namedItem('form_token')?.value ?? '';

export class Refusal extends Error {}

function refusalOf(status, text) {
  let problem = {};
  try {
    problem = JSON.parse(text);
  } catch { /* a page, which says nothing here */ }
  return new Refusal(problem.detail || problem.errors?.[0]?.detail || problem.title || `${t.refused} (${status})`);
}

/** Posts fields to a staff address; gives the JSON answered. Throws a Refusal. */
export async function post(form, address, fields) {
  const body = new FormData();
  body.set('form_token', token(form));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  let answer;
  try {
    answer = await fetch(address, { method: 'POST', body, headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  } catch {
    throw new Refusal(t.noNetwork);
  }
  const text = await answer.text();
  if (!answer.ok) throw refusalOf(answer.status, text);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(t.refused);
  }
}

/** Posts fields as the form of a page; gives the page that it leads to. Throws a Refusal. */
export async function send(form, address, fields) {
  const body = new FormData();
  body.set('form_token', token(form));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  let answer;
  try {
    answer = await fetch(address, { method: 'POST', body, credentials: 'same-origin' });
  } catch {
    throw new Refusal(t.noNetwork);
  }
  if (answer.ok && answer.redirected) return answer.url;
  /* A page of faults has them in its list. */
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  throw new Refusal(page.querySelector('.wrong li, .bad')?.textContent.trim() || `${t.refused} (${answer.status})`);
}

/** The same with a file, of which is told how much has gone (0 to 1). */
export function upload(form, address, fields, tell) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.set('form_token', token(form));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', (event) => event.lengthComputable && tell(event.loaded / event.total));
    request.addEventListener('error', () => reject(new Refusal(t.noNetwork)));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) {
        try {
          resolve(JSON.parse(request.responseText));
          return;
        } catch { /* told below */ }
      }
      reject(refusalOf(request.status, request.responseText));
    });
    request.open('POST', address);
    request.setRequestHeader('Accept', 'application/json');
    request.send(body);
  });
}

/** Clean HTML of a body in any format: {html, warnings: [{detail}]}. */
export const clean = (form, address, body, format) => post(form, address, { body, body_format: format });
