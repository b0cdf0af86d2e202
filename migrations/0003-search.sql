-- Search. The index holds all articles in whatever status; a query filters. It is written by the program in the
-- transaction of each write, and anew when the tokenizer's version differs from the one kept here.

-- tokenizer: version that wrote the index, 0 none. pending_id: articles up to this id are not yet in it.
-- uses: how many syllables search_syllables counts altogether.
CREATE TABLE search_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  tokenizer INTEGER NOT NULL CHECK (tokenizer >= 0),
  pending_id INTEGER NOT NULL CHECK (pending_id >= 0),
  uses INTEGER NOT NULL CHECK (uses >= 0)
) STRICT;
INSERT INTO search_state (id, tokenizer, pending_id, uses) VALUES (1, 0, 0, 0);

-- The body comes first because places in the first column take two bytes less than those in others.
CREATE VIEW search_source (id, body, lead, title) AS
  SELECT a.id, b.body_text, coalesce(a.lead, ''), a.title FROM articles a JOIN bodies b ON b.article_id = a.id;
CREATE VIRTUAL TABLE search_text USING fts5 (
  body, lead, title, content = 'search_source', content_rowid = 'id', tokenize = 'vietnamese', columnsize = 0
);
CREATE VIRTUAL TABLE search_title USING fts5 (
  title, content = 'articles', content_rowid = 'id', tokenize = 'vietnamese', prefix = '1 2 3', columnsize = 0
);

-- Numbers of documents that articles name; place: 0 title, 1 lead, 2 body.
CREATE TABLE article_references (
  key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 3 AND 63),
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 2),
  PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_references_by_article ON article_references (article_id);

-- Learned from titles and leads of what is published: syllables, and which stand beside each other.
CREATE TABLE search_syllables (
  exact TEXT PRIMARY KEY,
  fold TEXT NOT NULL,
  uses INTEGER NOT NULL CHECK (uses >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_syllables_by_fold ON search_syllables (fold, uses);
CREATE TABLE search_pairs (
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  uses INTEGER NOT NULL CHECK (uses >= 0),
  PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;

-- What citizens looked for in vain, without who or when to the minute.
CREATE TABLE search_misses (
  key TEXT PRIMARY KEY CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 400),
  query TEXT NOT NULL CHECK (length(CAST(query AS BLOB)) BETWEEN 1 AND 400),
  times INTEGER NOT NULL CHECK (times >= 1),
  last_day INTEGER NOT NULL CHECK (last_day BETWEEN 19700101 AND 99991231)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_misses_by_times ON search_misses (times, key DESC);

-- Abbreviations, looked for both ways. `beside`: words, separated by commas, of which one must stand beside an
-- ambiguous one; NULL for those that are clear.
CREATE TABLE abbreviations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  short TEXT NOT NULL CHECK (length(CAST(short AS BLOB)) BETWEEN 1 AND 60),
  long TEXT NOT NULL CHECK (length(CAST(long AS BLOB)) BETWEEN 1 AND 200),
  beside TEXT CHECK (length(CAST(beside AS BLOB)) <= 400),
  UNIQUE (short, long)
) STRICT;
INSERT INTO abbreviations (short, long, beside) VALUES
  ('UBND', 'ủy ban nhân dân', NULL), ('HĐND', 'hội đồng nhân dân', NULL), ('MTTQ', 'mặt trận tổ quốc', NULL),
  ('NTM', 'nông thôn mới', NULL), ('BCH', 'ban chấp hành', NULL), ('BTV', 'ban thường vụ', NULL),
  ('BCĐ', 'ban chỉ đạo', NULL), ('GPMB', 'giải phóng mặt bằng', NULL), ('XHCN', 'xã hội chủ nghĩa', NULL),
  ('CNXH', 'chủ nghĩa xã hội', NULL), ('ĐCSVN', 'đảng cộng sản việt nam', NULL), ('TW', 'trung ương', NULL),
  ('THPT', 'trung học phổ thông', NULL), ('THCS', 'trung học cơ sở', NULL), ('ĐH', 'đại học', NULL),
  ('CĐ', 'cao đẳng', 'trường,ĐH,sinh viên'), ('GD', 'giáo dục', NULL), ('GD&ĐT', 'giáo dục và đào tạo', NULL),
  ('GDĐT', 'giáo dục và đào tạo', NULL), ('GTVT', 'giao thông vận tải', NULL), ('ATGT', 'an toàn giao thông', NULL),
  ('TNGT', 'tai nạn giao thông', NULL), ('TN&MT', 'tài nguyên và môi trường', NULL), ('TNMT', 'tài nguyên và môi trường', NULL),
  ('NN&PTNT', 'nông nghiệp và phát triển nông thôn', NULL), ('NNPTNT', 'nông nghiệp và phát triển nông thôn', NULL),
  ('NN&MT', 'nông nghiệp và môi trường', NULL), ('KH&CN', 'khoa học và công nghệ', NULL), ('KHCN', 'khoa học công nghệ', NULL),
  ('KH&ĐT', 'kế hoạch và đầu tư', NULL), ('TT&TT', 'thông tin và truyền thông', NULL), ('VHTT&DL', 'văn hóa thể thao và du lịch', NULL),
  ('VHTTDL', 'văn hóa thể thao và du lịch', NULL), ('VH-TT&DL', 'văn hóa thể thao và du lịch', NULL),
  ('LĐ-TB&XH', 'lao động thương binh và xã hội', NULL), ('LĐTBXH', 'lao động thương binh và xã hội', NULL),
  ('CNTT', 'công nghệ thông tin', NULL), ('CNH', 'công nghiệp hóa', NULL), ('HĐH', 'hiện đại hóa', NULL),
  ('PCCC', 'phòng cháy chữa cháy', NULL), ('CNCH', 'cứu nạn cứu hộ', NULL), ('PCTT', 'phòng chống thiên tai', NULL),
  ('TKCN', 'tìm kiếm cứu nạn', NULL), ('CSGT', 'cảnh sát giao thông', NULL), ('CSĐT', 'cảnh sát điều tra', NULL),
  ('CSHS', 'cảnh sát hình sự', NULL), ('CSCĐ', 'cảnh sát cơ động', NULL), ('CAND', 'công an nhân dân', NULL),
  ('QĐND', 'quân đội nhân dân', NULL), ('LLVT', 'lực lượng vũ trang', NULL), ('ANTT', 'an ninh trật tự', NULL),
  ('ANQP', 'an ninh quốc phòng', NULL), ('QPAN', 'quốc phòng an ninh', NULL), ('QP-AN', 'quốc phòng an ninh', NULL),
  ('TAND', 'tòa án nhân dân', NULL), ('VKSND', 'viện kiểm sát nhân dân', NULL), ('VKS', 'viện kiểm sát', NULL),
  ('HĐXX', 'hội đồng xét xử', NULL), ('TTHC', 'thủ tục hành chính', NULL), ('CCHC', 'cải cách hành chính', NULL),
  ('DVC', 'dịch vụ công', NULL), ('CĐS', 'chuyển đổi số', NULL), ('BHXH', 'bảo hiểm xã hội', NULL),
  ('BHYT', 'bảo hiểm y tế', NULL), ('BHTN', 'bảo hiểm thất nghiệp', NULL), ('LĐLĐ', 'liên đoàn lao động', NULL),
  ('HTX', 'hợp tác xã', NULL), ('KCN', 'khu công nghiệp', NULL), ('KCX', 'khu chế xuất', NULL), ('CCN', 'cụm công nghiệp', NULL),
  ('KKT', 'khu kinh tế', NULL), ('KĐT', 'khu đô thị', NULL), ('KTX', 'ký túc xá', NULL), ('QSDĐ', 'quyền sử dụng đất', NULL),
  ('SDĐ', 'sử dụng đất', NULL), ('CCCD', 'căn cước công dân', NULL), ('CMND', 'chứng minh nhân dân', NULL),
  ('ĐBQH', 'đại biểu quốc hội', NULL), ('QH', 'quốc hội', 'đại biểu,chủ tịch,đoàn'), ('OCOP', 'mỗi xã một sản phẩm', NULL),
  ('MTQG', 'mục tiêu quốc gia', NULL), ('KT-XH', 'kinh tế xã hội', NULL), ('KTXH', 'kinh tế xã hội', NULL),
  ('VHXH', 'văn hóa xã hội', NULL), ('VN', 'việt nam', NULL), ('TP', 'thành phố', NULL), ('TX', 'thị xã', NULL), ('HN', 'hà nội', NULL),
  ('HCM', 'hồ chí minh', NULL), ('TPHCM', 'thành phố hồ chí minh', NULL), ('BĐS', 'bất động sản', NULL),
  ('DN', 'doanh nghiệp', NULL), ('DNNN', 'doanh nghiệp nhà nước', NULL), ('DNVVN', 'doanh nghiệp vừa và nhỏ', NULL),
  ('NHNN', 'ngân hàng nhà nước', NULL), ('TNHH', 'trách nhiệm hữu hạn', NULL), ('GTGT', 'giá trị gia tăng', NULL),
  ('TNCN', 'thu nhập cá nhân', NULL), ('VSATTP', 'vệ sinh an toàn thực phẩm', NULL), ('ATTP', 'an toàn thực phẩm', NULL),
  ('ĐBSCL', 'đồng bằng sông cửu long', NULL), ('HLHPN', 'hội liên hiệp phụ nữ', NULL), ('LHPN', 'liên hiệp phụ nữ', NULL),
  ('HSSV', 'học sinh sinh viên', NULL), ('HS', 'học sinh', 'trường,lớp,SV,GV'), ('SV', 'sinh viên', NULL), ('GV', 'giáo viên', NULL),
  ('BV', 'bệnh viện', NULL), ('YTDP', 'y tế dự phòng', NULL), ('CBCC', 'cán bộ công chức', NULL),
  ('CBCCVC', 'cán bộ công chức viên chức', NULL), ('TTCP', 'thanh tra chính phủ', NULL), ('VPCP', 'văn phòng chính phủ', NULL),
  ('KH', 'kế hoạch', 'số,thực hiện,ban hành,xây dựng,triển khai'), ('TT', 'thông tư', 'số,hướng dẫn,ban hành'),
  ('TT', 'thị trấn', 'xã,phường,huyện'), ('CT', 'chỉ thị', 'số,ban hành,thực hiện'), ('CT', 'chủ tịch', 'phó,UBND,HĐND,nước'),
  ('TH', 'tiểu học', 'trường'), ('BC', 'báo cáo', 'số,gửi,tổng kết'), ('NQ', 'nghị quyết', 'số,thực hiện,ban hành'),
  ('QĐ', 'quyết định', 'số,ban hành'), ('NĐ', 'nghị định', 'số,ban hành'), ('NĐ-CP', 'nghị định chính phủ', 'số,ban hành');

PRAGMA user_version = 3;
