// PDFs whose words are known, as several programs make them: Chromium's prints, files by hand in Unicode, TCVN3 and VNI, and what
// LibreOffice makes of Word files.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { docx, p, r } from './docx.mjs';
import { pdf, pdfTcvn3, pdfVni, tcvn3, vni, wrap } from './pdf.mjs';
import { Random } from './random.mjs';

const SYLLABLES = `ủy ban nhân dân xã phường thị trấn quyết định về việc ban hành quy chế quản lý sử dụng đất nông nghiệp kế hoạch phát triển kinh tế hội
năm hai nghìn không trăm sáu mươi căn cứ luật tổ chức chính quyền địa phương ngày tháng của quốc theo đề nghị trưởng phòng nội vụ điều này hiệu lực kể từ ký
công chức văn hóa thống kê tài chính chủ tịch hội đồng các ông bà chịu trách nhiệm thi hành giám sát nghiệm thu bàn giao đường giao thông nông thôn thủy lợi
hộ nghèo cận nghèo vay vốn chăn nuôi trồng trọt rừng phòng hộ lúa ngô khoai sắn chè cà phê hồ tiêu điểm trường mầm non tiểu học trạm y tế bảo hiểm khám chữa
bệnh người cao tuổi khuyết tật trẻ em thiên tai lũ quét sạt lở ứng phó cứu hộ nước sạch vệ sinh môi trường rác thải đấu thầu dự toán quyết toán ngân sách thu chi
giấy phép xây dựng hộ khẩu cư trú khai sinh kết hôn chứng thực bản sao hòa giải tranh chấp khiếu nại tố cáo tiếp công dân lịch tuần lễ kỷ niệm thể dục nghệ thuật`.split(/\s+/);

/** A text of so many words, with a number of six digits that no other has. */
function textOf(random, number, words) {
  const lines = [`Văn bản số ${number}`];
  while (lines.join(' ').split(' ').length < words)
    lines.push(Array.from({ length: 40 }, () => SYLLABLES[random.below(SYLLABLES.length)]).join(' ') + '.');
  return lines.join('\n');
}

/** Distinct words of a text. */
export const wordsOf = (text) => [...new Set(text.toLowerCase().match(/\p{L}+/gu))];

const print = async (tab, text, { style = '', tag = 'p' }) => {
  await tab.setContent(`<!doctype html><html lang="vi"><style>body{font:14px serif}${style}</style>${text.split('\n').map((line) => `<${tag}>${line}</${tag}>`).join('')}`);
  return tab.pdf({ format: 'A4' });
};

/** `each` files of each of five kinds: {name, bytes, text}. */
export async function bodies(tab, each) {
  const random = new Random(20261130), all = [];
  const kinds = {
    'Chromium, in one column': (text) => print(tab, text, {}),
    'Chromium, in a table of sans': (text) => print(tab, text, { style: 'body{font-family:sans-serif}div{border:1px solid;padding:4px;margin:2px}', tag: 'div' }),
    'by hand in Unicode': (text) => pdf([text]),
    'by hand in TCVN3': (text) => pdfTcvn3([text]),
    'by hand in VNI': (text) => pdfVni([text]),
  };
  for (const [name, make] of Object.entries(kinds))
    for (let i = 0; i < each; i++) {
      const text = textOf(random, 200000 + all.length, 80);
      if (wrap(text).length > 55) throw new Error('more than a page holds');
      all.push({ name: `${name} ${i}`, bytes: Buffer.from(await make(text)), text });
    }
  return all;
}

const FONT = (name) => `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:cs="${name}"/>`;
/** Text of a font of before Unicode: of every letter's bytes a character each, as Word keeps it. */
const inFont = (text, font, coded = (line) => line) => text.split('\n').map((line) => p(r(coded(line), FONT(font)))).join('');

/**
 * `each` files of each of four kinds by LibreOffice, as PDF and as Word: {name, bytes, text, ending}. `program` is its soffice,
 * `folder` one that is empty. Of .VnTime it leaves out each ư, which lies where Unicode has an invisible hyphen; nobody sees it in the
 * PDF either, and text/legacy_horn.c puts back what can be nothing else.
 */
export function officeBodies(program, folder, each) {
  const random = new Random(20261201), all = [];
  const kinds = {
    'LibreOffice, PDF of Word': ['pdf', (text) => inFont(text, 'Times New Roman')],
    'LibreOffice, PDF in .VnTime': ['pdf', (text) => inFont(text, '.VnTime', tcvn3)],
    'LibreOffice, PDF in VNI-Times': ['pdf', (text) => inFont(text, 'VNI-Times', vni)],
    'LibreOffice, Word': ['docx', (text) => inFont(text, 'Times New Roman')],
  };
  for (const [name, [ending, make]] of Object.entries(kinds)) {
    const from = path.join(folder, `tu-${all.length}`), to = path.join(folder, `den-${all.length}`), files = [];
    fs.mkdirSync(from);
    for (let i = 0; i < each; i++) {
      const text = textOf(random, 300000 + all.length + i, 80), file = path.join(from, `${i}.docx`);
      fs.writeFileSync(file, docx(make(text)));
      files.push({ name: `${name} ${i}`, file, text, ending });
    }
    const done = spawnSync(program, [`-env:UserInstallation=file://${folder}/nguoi-dung`, '--headless', '--convert-to', ending, '--outdir', to, ...files.map(({ file }) => file)], { encoding: 'utf8' });
    if (done.status) throw new Error(`${program}: ${done.error ?? done.stderr}`);
    all.push(...files.map(({ file, ...one }) => ({ ...one, bytes: fs.readFileSync(path.join(to, path.basename(file).replace(/docx$/, ending))) })));
  }
  return all;
}
