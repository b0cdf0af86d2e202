// Dumps of a NukeViet 4 database, made of content that is known: as mysqldump and phpMyAdmin write them, with what the years do to
// real ones. Tables have the columns of NukeViet 4.5.
import zlib from 'node:zlib';

/** The columns of each table, by the ending of its name; those that nobody gives a value are filled with what NukeViet puts there. */
const TABLES = {
  cat: 'catid parentid title titlesite alias description descriptionhtml image viewdescription weight sort lev viewcat numsubcat subcatid numlinks newday featured ad_block_cat layout_func keywords admins add_time edit_time groups_view status',
  sources: 'sourceid title link logo weight add_time edit_time',
  topics: 'topicid title alias image description weight keywords add_time edit_time',
  block_cat: 'bid adddefault numbers title alias image description weight keywords add_time edit_time',
  block: 'bid id weight',
  rows: 'id catid listcatid topicid admin_id author sourceid addtime edittime status weight publtime exptime archive title alias hometext homeimgfile homeimgalt homeimgthumb inhome allowed_comm allowed_rating external_link hitstotal hitscm total_rating click_rating instant_active instant_template instant_creatauto',
  detail: 'id titlesite description bodyhtml voicedata keywords sourcetext files imgposition layout_func copyright allowed_send allowed_print allowed_save',
  tags: 'tid numnews title alias image description keywords',
  tags_id: 'id tid keyword',
  author: 'id uid alias pseudonym image description add_time edit_time active numnews',
  authorlist: 'id aid alias pseudonym',
  page: 'id title alias image imagealt imageposition description bodytext keywords socialbutton activecomm layout_func weight admin_id add_time edit_time status hitstotal hot_post',
  modules: 'title module_file module_data module_upload module_theme custom_title site_title admin_title set_time main_file admin_file theme mobile description keywords groups_view weight act admins rss sitemap gid',
  config: 'lang module config_name config_value',
  counter: 'c_type c_val last_update c_count vi_count',
};

/** Bytes of UTF-8 as a database shows them that takes them for Latin-1, which MySQL reads as Windows-1252. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
export const doubled = (text) => Buffer.from([...Buffer.from(text)].map((byte) => (byte >= 0x80 && byte < 0xa0 ? HIGH[byte - 0x80] : String.fromCharCode(byte))).join(''));

const escaped = {
  mysqldump: (text) => text.replace(/[\0\n\r\\'"\x1a]/g, (c) => ({ '\0': '\\0', '\n': '\\n', '\r': '\\r', '\\': '\\\\', "'": "\\'", '"': '\\"', '\x1a': '\\Z' })[c]),
  nukeviet: (text) => text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\r/g, '').replace(/\n/g, ' '),
  phpmyadmin: (text) => text.replace(/\\/g, '\\\\').replace(/'/g, "''").replace(/\r/g, '\\r').replace(/\n/g, '\\n'),
};

const literal = (value, style) => (value === null || value === undefined ? 'NULL' : typeof value === 'number' ? String(value) : `'${escaped[style](value)}'`);

/** One table with its rows. */
function table(name, columns, rows, { style, named, eol, rowsAtOnce, creates }) {
  const out = [];
  if (style === 'nukeviet') out.push('', '-- ---------------------------------------', '', '--', `-- Table structure for table \`${name}\``, '--', '', `DROP TABLE IF EXISTS \`${name}\`;`);
  else if (style === 'mysqldump') {
    out.push('', '--', `-- Table structure for table \`${name}\``, '--', '', `DROP TABLE IF EXISTS \`${name}\`;`, '/*!40101 SET @saved_cs_client     = @@character_set_client */;',
      '/*!40101 SET character_set_client = utf8 */;');
  } else out.push('', '-- --------------------------------------------------------', '', '--', `-- Table structure for table \`${name}\` -- don't; drop 'it'`, '--', '');
  if (creates) {
    out.push(`CREATE TABLE \`${name}\` (`, ...columns.map((column, i) => `  \`${column}\` ${i ? "text DEFAULT NULL COMMENT 'ghi chú (a, b); c'" : 'int(11) unsigned NOT NULL'},`),
      `  PRIMARY KEY (\`${columns[0]}\`),`, `  KEY \`k\` (\`${columns[columns.length - 1]}\`(10))`, ') ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COMMENT=\'bảng (x);\';');
  }
  if (rows.length && style === 'mysqldump') out.push('', `LOCK TABLES \`${name}\` WRITE;`, `/*!40000 ALTER TABLE \`${name}\` DISABLE KEYS */;`);
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce).map((row) => `(${columns.map((column) => literal(row[column], style)).join(style === 'mysqldump' ? ',' : ', ')})`);
    const head = `INSERT INTO \`${name}\` ${named ? `(\`${columns.join('`, `')}\`) ` : ''}VALUES`;
    out.push(style === 'mysqldump' ? `${head} ${some.join(',')};` : style === 'nukeviet' ? `${head}${eol}${some.join(`, ${eol}`)};` : `${head}${eol}${some.join(`,${eol}`)};`);
  }
  if (rows.length && style === 'mysqldump') out.push(`/*!40000 ALTER TABLE \`${name}\` ENABLE KEYS */;`, 'UNLOCK TABLES;');
  return out.join(eol);
}

/** What NukeViet puts into a column that nobody speaks of. */
const filled = (columns, row) => Object.fromEntries(columns.map((column, i) => [column, column in row ? row[column] : i === 0 ? 0 : /time|weight|status|hits|rating|allowed|total|click|sort|lev|num|id$/.test(column) ? 0 : '']));

/**
 * The tables of a database: `tables` is a list of [name, ending or list of columns, rows]. `style` is mysqldump, phpmyadmin or nukeviet (its own backup); `encoding` utf8 or
 * double; `named` columns in each INSERT; `bodies` split: bodies in tables bodyhtml_N as before 4.0.29; `gz` compressed. Gives the bytes.
 */
export function dump(tables, { style = 'mysqldump', encoding = 'utf8', named = style === 'phpmyadmin', crlf = false, rowsAtOnce = 1000, creates = true, gz = false } = {}) {
  const eol = crlf ? '\r\n' : '\n';
  const head = style === 'mysqldump'
    ? ['/*M!999999\\- enable the sandbox mode */ ', '-- MariaDB dump 10.19  Distrib 10.11', '--', '-- Host: localhost    Database: cu', '/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;',
      '/*!40101 SET NAMES utf8mb4 */;', '/*!40103 SET TIME_ZONE=\'+00:00\' */;']
    : style === 'nukeviet'
    ? ['-- NUKEVIET 4.0', '-- Module: Database', '-- http://www.nukeviet.vn', '--', '-- Host: 127.0.0.1', 'SET SQL_MODE="NO_AUTO_VALUE_ON_ZERO";', "SET SESSION `character_set_client`='utf8mb4';", "SET NAMES 'utf8mb4';", 'ALTER DATABASE DEFAULT CHARACTER SET `utf8mb4` COLLATE `utf8mb4_unicode_ci`;', '', '--', '-- Database: `cu`', '--']
    : ['-- phpMyAdmin SQL Dump', '-- version 4.9.5', 'SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";', "SET time_zone = '+00:00';", '/*!40101 SET NAMES utf8 */;', '', 'DELIMITER $$', '--', '-- Thủ tục', '--',
      "CREATE DEFINER=`root`@`localhost` PROCEDURE `p` ()  BEGIN INSERT INTO nv4_vi_news_rows VALUES ('không; phải'); END$$", '', 'DELIMITER ;'];
  const parts = tables.map(([name, ending, rows]) => {
    const columns = Array.isArray(ending) ? ending : TABLES[ending].split(' ');
    return table(name, columns, rows.map((row) => filled(columns, row)), { style, named, eol, rowsAtOnce, creates });
  });
  const text = `${[...head, ...parts, '', '-- Dump completed on 2024-01-01  0:00:00'].join(eol)}${eol}`;
  const bytes = encoding === 'double' ? doubled(text) : Buffer.from(text);
  return gz ? zlib.gzipSync(bytes) : bytes;
}

/** Bodies as they were kept before 4.0.29: two thousand a table, without attachments. */
export const OLD_BODY = ['id', 'bodyhtml', 'sourcetext', 'imgposition', 'copyright', 'allowed_send', 'allowed_print', 'allowed_save', 'gid'];

const WORDS = 'ủy ban nhân dân xã thông báo kế hoạch tổ chức hội nghị tuyên truyền nông thôn mới năm học sinh giáo viên đường liên thôn huyện Bình Gia'.split(' ');
const words = (seed, count) => Array.from({ length: count }, (_, i) => WORDS[(seed * 31 + i * 7 + ((i * seed) % 11)) % WORDS.length]).join(' ');

/** Many articles, as a large portal has: `count` of them in ten categories, each with tags and a body of some kilobytes. */
export function many(count, { paragraphs = 8 } = {}) {
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const at = (id) => 1_300_000_000 + id * 3600;
  return [
    ['nv4_counter', 'counter', [{ c_type: 'total', c_val: 'hits', c_count: 1_234_567 }, { c_type: 'year', c_val: '2023', c_count: 9 }]],
    ['nv4_vi_modules', 'modules', [{ title: 'news', module_file: 'news', module_data: 'news', module_upload: 'news' }]],
    ['nv4_vi_news_cat', 'cat', Array.from({ length: 10 }, (_, i) => ({ catid: i + 1, parentid: i > 4 ? i - 4 : 0, title: `Chuyên mục ${i + 1}`, alias: `Chuyen-muc-${i + 1}`, weight: i + 1, groups_view: '6', status: 1 }))],
    ['nv4_vi_news_detail', 'detail', ids.map((id) => ({ id, bodyhtml: Array.from({ length: paragraphs }, (_, k) => `<p style="text-align: justify;"><span style="font-size:14px">${words(id + k, 60)}.</span></p>`).join('\r\n') }))],
    ['nv4_vi_news_rows', 'rows', ids.map((id) => ({ id, catid: 1 + (id % 10), listcatid: String(1 + (id % 10)), addtime: at(id), publtime: at(id), status: 1, title: `Bài số ${id}: ${words(id, 8)}`, alias: `bai-so-${id}-${id % 97}`, hometext: words(id + 3, 30), hitstotal: id % 500 }))],
    ['nv4_vi_news_tags', 'tags', Array.from({ length: 50 }, (_, i) => ({ tid: i + 1, title: '', alias: `tu-khoa-${i + 1}` }))],
    ['nv4_vi_news_tags_id', 'tags_id', ids.flatMap((id) => [1, 7].map((step) => ({ id, tid: 1 + ((id * step) % 50), keyword: `từ khóa ${1 + ((id * step) % 50)}` })))],
  ];
}
