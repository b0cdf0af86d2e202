/* The order of leaving, and the README of what was written. */
#include "leaving_inner.h"

#include <string.h>

static const char readme[] =
    "Cổng: toàn bộ dữ liệu của cổng thông tin (English below)\n"
    "========================================================\n"
    "\n"
    "THƯ MỤC NÀY CÓ CẢ BẢN NHÁP, BÀI NỘI BỘ VÀ THÙNG RÁC. ĐỪNG ĐƯA NGUYÊN LÊN MẠNG.\n"
    "\n"
    "articles/            mỗi bài một tệp UTF-8: phần đầu giữa hai dòng ---, rồi nội dung như đã viết\n"
    "                     (.md Markdown, .html, .txt). published: đã đăng; draft, review, scheduled: chưa\n"
    "                     đăng; withdrawn: đã gỡ; staff: nội bộ; trash: thùng rác.\n"
    "                     POST /api/articles (Content-Type: text/markdown) nhận nguyên tệp; dòng bắt đầu\n"
    "                     bằng # trong phần đầu chỉ để đọc.\n"
    "articles.ndjson      mọi bài trừ thùng rác, mỗi dòng một đối tượng JSON; congd import nhận lại.\n"
    "media/               ảnh và tệp; media.json: tên, chú thích, địa chỉ cũ (url, sizes) của từng tệp.\n"
    "counters/            số đếm, CSV: days.csv theo ngày, articles.csv theo bài, ledger.csv số đầu kỳ và\n"
    "                     điều chỉnh; now.json: số hiện tại.\n"
    "categories.json, tags.json, boxes.json, abbreviations.json, addresses.json, site.json,\n"
    "home.json            chuyên mục, từ khóa, hộp, chữ viết tắt, địa chỉ cũ, thông tin cơ quan, trang chủ.\n"
    "working-days.json, question-terms.json, question-board.json, questions.csv, opinions.csv\n"
    "                     ngày làm việc riêng, thời hạn trả lời, bảng theo dõi, kết quả từng câu hỏi, từng "
    "ý\n"
    "                     kiến góp ý dự thảo. Họ tên, liên hệ, lời và tệp của người hỏi, người góp ý không "
    "có\n"
    "                     ở đây: chúng được mã hóa, chỉ chuyển bằng congd backup cùng khóa.\n"
    "alerts.json          các dòng khẩn cấp đã đăng, mới nhất trước; chỉ dòng còn hạn được đưa lại vào.\n"
    "site/                bản sao các trang công khai: mở site/index.html. Chỉ thư mục này đưa lên mạng "
    "được.\n"
    "\n"
    "Đưa sang một cổng Cổng khác: congd import --all THƯ-MỤC-NÀY, cùng trạng thái, bản dịch, địa chỉ cũ và\n"
    "số đếm. Muốn nguyên vẹn cả lịch sử thì dùng congd backup và congd restore.\n"
    "\n"
    "Cổng: all that a portal held\n"
    "============================\n"
    "\n"
    "DRAFTS, ARTICLES OF THE STAFF AND THE TRASH ARE IN THIS FOLDER. DO NOT PUBLISH IT AS IT IS.\n"
    "\n"
    "articles/            a file of UTF-8 each: front matter between two lines ---, then the body as it was\n"
    "                     written (.md Markdown, .html, .txt). published; draft, review, scheduled: not "
    "yet;\n"
    "                     withdrawn; staff: for the staff alone; trash.\n"
    "                     POST /api/articles (Content-Type: text/markdown) takes such a file as it is; "
    "lines\n"
    "                     that begin with # in the front matter are for people.\n"
    "articles.ndjson      every article but those in the trash, a JSON object a line, for congd import.\n"
    "media/               pictures and files; media.json: names, words and former addresses (url, sizes).\n"
    "counters/            numbers as CSV: days.csv, articles.csv, ledger.csv (opening balance and\n"
    "                     corrections); now.json: what they were at this moment.\n"
    "categories.json, tags.json, boxes.json, abbreviations.json, addresses.json, site.json,\n"
    "home.json            categories, tags, boxes, abbreviations, addresses of a former portal, the "
    "authority, the home page.\n"
    "working-days.json, question-terms.json, question-board.json, questions.csv, opinions.csv\n"
    "                     days the office set, terms of answers, the board, what became of each question "
    "and\n"
    "                     of each comment on a draft.\n"
    "                     Names, contacts, words and files of who asked or commented are not here: they are\n"
    "                     sealed, and move with congd backup and its key alone.\n"
    "alerts.json          the emergency lines there were, newest first; of these only one that still holds "
    "is "
    "brought back.\n"
    "\n"
    "To another portal of this program: congd import --all THIS-FOLDER, with states, translations, old\n"
    "addresses and counters. With its whole history a portal moves by congd backup and congd restore.\n";

static enum err leaving_lines(struct leaving *leaving)
{
    bool is_done;
    return leaving_fetch(leaving, "/api/export", "articles.ndjson", &is_done);
}

static enum err leaving_readme(struct leaving *leaving)
{
    return leaving_write(leaving, "README.txt", readme, strlen(readme));
}

enum err leaving_all(const struct leaving_portal *portal, const struct leaving_options *options,
                     struct buf *fault, struct leaving_counts *ret_counts)
{
    /* Media first, whose files the articles name. */
    static enum err (*const parts[])(struct leaving *) = {
        leaving_readme,   leaving_media,  leaving_articles, leaving_lines,
        leaving_counters, leaving_things, leaving_office,   leaving_site,
    };
    struct leaving leaving = {.portal = portal,
                              .options = options,
                              .files = json_object(),
                              .urls = json_object(),
                              .published = json_array(),
                              .fault = fault};
    enum err err = leaving.files && leaving.urls && leaving.published ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < sizeof parts / sizeof *parts; i++)
        err = parts[i](&leaving);
    if (options->shows_progress)
        fputs("\r\033[K", stderr);
    json_decref(leaving.files);
    json_decref(leaving.urls);
    json_decref(leaving.published);
    *ret_counts = leaving.counts;
    return err;
}
