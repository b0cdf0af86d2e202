// The model page: a real article page of a district's portal as its visitor saw it, part by part.
import { readData } from './portal.mjs';

const squeeze = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();

export function modelPage() {
  const lines = readData('model-page.txt').toString('utf8').split('\n').map(squeeze);
  const filled = lines.filter(Boolean);
  const boxes = filled.indexOf('Thông tin tuyên truyền');
  const [bar, title, lead, caption, ...body] = filled.slice(0, boxes);
  return { bar, title, lead, caption, body, boxes: filled.slice(boxes, boxes + 3), statistics: filled.slice(boxes + 3) };
}

/** The body as it was pasted: paragraphs indented by non-breaking spaces. */
export function modelBody() {
  const text = readData('model-page.txt').toString('utf8');
  const { body } = modelPage();
  return text.split('\n').filter((line) => body.includes(squeeze(line)) && line.startsWith('\u00a0')).join('\n\n');
}

const LINKS = {
  'Thông tin tuyên truyền': [['Chuyển đổi số quốc gia', 'https://example.vn/chuyen-doi-so'], ['Phòng, chống thiên tai', 'https://example.vn/thien-tai']],
  'Thông tin tổng hợp': [['Công báo tỉnh', 'https://example.vn/cong-bao']],
  'Liên kết website': [['Cổng thông tin điện tử tỉnh Lạng Sơn', 'https://example.vn/lang-son']],
};

/** Fills a box with two or three links, making the box when there is none of that title. */
async function fillBox(portal, title, position) {
  const items = LINKS[title].map(([name, url]) => ({ kind: 'link', title: name, url }));
  const { json } = await portal.api('GET', '/boxes', { as: 'admin' });
  const present = json.items.find((box) => box.title === title);
  const answer = present
    ? await portal.api('PATCH', `/boxes/${present.id}`, { as: 'admin', body: { items } })
    : await portal.api('POST', '/boxes', { as: 'admin', body: { title, position, items } });
  if (answer.status >= 300) throw new Error(answer.text);
}

/** Posts the model article with its photo, and the boxes beside it. Gives the article. */
export async function postModel(portal, photo, more = {}) {
  const { title, lead, caption, boxes } = modelPage();
  for (const [place, box] of boxes.entries()) await fillBox(portal, box, place + 1);
  const answer = await portal.form('POST', '/articles', {
    title, lead, caption, body: modelBody(), body_format: 'text', status: 'published', image: photo,
    alt: 'Các đại biểu trong hội trường, đồng chí Bí thư Huyện ủy đứng phát biểu', ...more,
  }, { as: 'editor' });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json;
}
