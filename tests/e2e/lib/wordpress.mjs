// Exports of WordPress (WXR) made of content that is known, with what the years do to real ones.

const cdata = (text) => `<![CDATA[${String(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const element = (name, value) => `<${name}>${cdata(value)}</${name}>`;

/** One item; `terms` are [domain, nicename, name]. */
const item = ({ id, title = `Bài ${id}`, type = 'post', status = 'publish', name = '', link = `https://cu.gov.vn/?p=${id}`, creator = 'admin', date = '2019-05-02 08:00:00', gmt = '2019-05-02 01:00:00',
  content = '', excerpt = '', password = '', parent = 0, sticky = 0, url, terms = [], meta = {}, more = '' }) => `<item><title>${cdata(title)}</title><link>${link}</link><dc:creator>${cdata(creator)}</dc:creator><description></description>
${element('content:encoded', content)}${element('excerpt:encoded', excerpt)}<wp:post_id>${id}</wp:post_id>${element('wp:post_date', date)}${element('wp:post_date_gmt', gmt)}${element('wp:post_name', name)}${element('wp:status', status)}
<wp:post_parent>${parent}</wp:post_parent><wp:is_sticky>${sticky}</wp:is_sticky>${element('wp:post_type', type)}${element('wp:post_password', password)}${url ? element('wp:attachment_url', url) : ''}
${terms.map(([domain, nicename, text]) => `<category domain="${domain}" nicename="${nicename}">${cdata(text)}</category>`).join('')}
${Object.entries(meta).map(([key, value]) => `<wp:postmeta>${element('wp:meta_key', key)}${element('wp:meta_value', value)}</wp:postmeta>`).join('\n')}${more}</item>`;

/** The file. `head` stands before its first element. */
export const wxr = ({ categories = [], authors = [], items = [], head = '', language = 'vi' }) => `<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.1" -->${head}
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Xã cũ</title><link>https://cu.gov.vn</link><language>${language}</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://cu.gov.vn</wp:base_site_url><wp:base_blog_url>https://cu.gov.vn</wp:base_blog_url>
${authors.map(([login, name]) => `<wp:author>${element('wp:author_login', login)}${element('wp:author_display_name', name)}</wp:author>`).join('\n')}
${categories.map(([id, nicename, parent, name]) => `<wp:category><wp:term_id>${id}</wp:term_id>${element('wp:category_nicename', nicename)}${element('wp:category_parent', parent)}${element('wp:cat_name', name)}</wp:category>`).join('\n')}
${items.map(item).join('\n')}
</channel></rss>
`;
