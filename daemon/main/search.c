/* congd search evaluate: how well the search finds, measured on articles and queries of one's own. Only the
 * options; the measuring is evaluation.c. */
#include "command.h"
#include "evaluation.h"

#include "base/said.h"
#include "text/number.h"

/* A day. */
enum { SLOW_QUERY_SECONDS_MAX = 86400 };
enum { KEY_ARTICLES = 'a', KEY_QUERIES = 'q', KEY_MISSED = 'b', KEY_SLOW_QUERY = 0x100, KEY_SIGNS };

/* There are no settings here, for the evaluation takes none. */
struct search_arguments {
    struct invocation invocation;
    struct evaluation_files files;
};

/* Both files are needed, whatever else is said. */
static void search_take(struct command_use *use, void *input, int key, char *text)
{
    struct evaluation_files *files = &((struct search_arguments *)input)->files;
    int64_t seconds = 0;
    if (key == KEY_ARTICLES) {
        files->articles = text;
    } else if (key == KEY_QUERIES) {
        files->queries = text;
    } else if (key == KEY_MISSED) {
        files->missed_set = text;
    } else if (key == KEY_SIGNS) {
        files->signs = text;
    } else if (key == KEY_SLOW_QUERY) {
        if (number_parse(text, 1, SLOW_QUERY_SECONDS_MAX, &seconds))
            use_wrong(use,
                      SAID("--hunt cần số giây, từ 1 đến %d", "--hunt wants a number of seconds, 1 to %d"),
                      SLOW_QUERY_SECONDS_MAX);
        files->slow_query_seconds = (int)seconds;
    } else if (!files->articles || !files->queries) {
        use_wrong(use, SAID("cần có --articles và --queries", "--articles and --queries are needed"));
    }
}

static enum err command_search_run(void *input, struct buf *fault)
{
    return evaluate(&((struct search_arguments *)input)->files, fault);
}

static const struct option_row search_options[] = {
    {"articles",
     KEY_ARTICLES,
     {"TỆP", "FILE"},
     {"mỗi dòng một đối tượng JSON: id, title, lead, body", "one JSON object a line: id, title, lead, body"}},
    {"queries",
     KEY_QUERIES,
     {"TỆP", "FILE"},
     {"mỗi dòng một đối tượng JSON: set, query, gold (id phải tìm ra)",
      "one JSON object a line: set, query, gold (the id to be found)"}},
    {"missed",
     KEY_MISSED,
     {"BỘ", "SET"},
     {"in thêm những câu hỏi của bộ này mà kết quả đầu tiên chưa đúng",
      "also print the queries of this set that were not answered by the first hit"}},
    {"signs",
     KEY_SIGNS,
     {"TỆP", "FILE"},
     {"ghi thêm vào tệp mới này những gì nói cho từng văn bản được so với câu hỏi, để học trọng số",
      "also write to this new file what speaks for each text that a question was compared with, to learn "
      "weights "
      "from"}},
    {"hunt",
     KEY_SLOW_QUERY,
     {"GIÂY", "SECONDS"},
     {"sau đó biến đổi ngẫu nhiên các câu hỏi trong chừng ấy giây, in những câu chậm nhất",
      "then change queries at random for so long, and print those that took longest"}},
    {0},
};

const struct command search_evaluate_command = {
    .name = "search evaluate",
    .help =
        {"Lập chỉ mục các bài trong một thư mục tạm, hỏi từng câu, và in cho mỗi bộ câu hỏi hạng nghịch đảo "
         "trung bình và tỷ lệ tìm thấy trong mười kết quả đầu, cạnh chỉ mục sẵn có của SQLite với cách dùng "
         "mặc "
         "định và với remove_diacritics=2, và BM25 theo tiếng và cặp tiếng liền nhau; rồi khoảng tin cậy, "
         "thời "
         "gian và độ lớn.",
         "Indexes the articles in a temporary folder, asks every query, and prints for each set the mean "
         "reciprocal rank and the recall among the first ten, beside SQLite's own index with its default "
         "settings and with remove_diacritics=2, and BM25 over syllables and pairs of neighbours; then how "
         "sure "
         "that is, times and sizes."},
    .options = search_options,
    .size = sizeof(struct search_arguments),
    .take = search_take,
    .run = command_search_run,
};
