/* No page of the file holds anything in the part that it does not use, whatever was written and deleted; and
 * what a page uses stays as it is. */
#include "engine_fixture.h"

#include "engine/page_gap.h"
#include "store/redaction.h"

enum { PAGE = 4096, FILE_MOST = 64 * 1024 * 1024, CELLS = 40, ARTICLES = 300 };
#define SECRET "matkin"

static size_t number(const unsigned char *bytes)
{
    return (size_t)bytes[0] << 8 | bytes[1];
}

static void write_number(unsigned char *bytes, size_t value)
{
    bytes[0] = (unsigned char)(value >> 8);
    bytes[1] = (unsigned char)value;
}

/* A page of 0xAA, with a head that says so many cells and where the first of them begins. */
static void make_page(unsigned char *page, unsigned char kind, size_t head, size_t cells, size_t first)
{
    memset(page, 0xAA, PAGE);
    page[head] = kind;
    write_number(page + head + 3, cells);
    write_number(page + head + 5, first);
}

/* Where zeros begin and end in a page of 0xAA that was cleared. */
static void assert_zeros(unsigned char *page, bool is_first, size_t begin, size_t end)
{
    static unsigned char before[PAGE];
    memcpy(before, page, PAGE);
    page_gap_clear(page, PAGE, is_first);
    for (size_t i = 0; i < PAGE; i++)
        assert_int_equal(page[i], i >= begin && i < end ? 0 : before[i]);
}

static void gap_between_pointers_and_cells_is_cleared_alone(void **state)
{
    (void)state;
    unsigned char page[PAGE];
    make_page(page, 13, 0, CELLS, 3000);
    assert_zeros(page, false, 8 + 2 * CELLS, 3000);
    make_page(page, 10, 0, CELLS, 8 + 2 * CELLS + 1);
    assert_zeros(page, false, 8 + 2 * CELLS, 8 + 2 * CELLS + 1);
    make_page(page, 5, 0, CELLS, PAGE);
    assert_zeros(page, false, 12 + 2 * CELLS, PAGE);
    make_page(page, 2, 0, 0, PAGE);
    assert_zeros(page, false, 12, PAGE);
    make_page(page, 13, 100, CELLS, 3000);
    assert_zeros(page, true, 108 + 2 * CELLS, 3000);
}

static void page_without_cells_and_page_with_a_false_head_stay(void **state)
{
    (void)state;
    unsigned char page[PAGE];
    static const unsigned char others[] = {0, 1, 3, 4, 6, 9, 11, 12, 14, 255};
    for (size_t i = 0; i < sizeof others; i++) {
        make_page(page, others[i], 0, CELLS, 3000);
        assert_zeros(page, false, 0, 0);
    }
    make_page(page, 13, 0, CELLS, PAGE + 1);
    assert_zeros(page, false, 0, 0);
    make_page(page, 13, 0, CELLS, 0); /* 65536 */
    assert_zeros(page, false, 0, 0);
    make_page(page, 13, 0, CELLS, 8 + 2 * CELLS);
    assert_zeros(page, false, 0, 0);
    make_page(page, 13, 0, CELLS, 20);
    assert_zeros(page, false, 0, 0);
    make_page(page, 13, 0, 65535, 3000);
    assert_zeros(page, false, 0, 0);
}

/* Bytes that are not zero in what a page does not use; 0 for one without cells. */
static size_t page_gap_bytes(const unsigned char *page, size_t head_at, size_t *pages)
{
    const unsigned char *head = page + head_at;
    size_t count = 0;
    if (*head != 2 && *head != 5 && *head != 10 && *head != 13)
        return 0;
    for (size_t i = head_at + (*head < 10 ? 12 : 8) + 2 * number(head + 3); i < number(head + 5); i++)
        count += page[i] != 0;
    ++*pages;
    return count;
}

/* Of all pages of a file, each `skip` bytes behind the one before, the first `first_at` bytes behind its
 * beginning; *ret_pages: of those with cells. */
static size_t gap_bytes(struct fixture *f, const char *name, long first_at, long skip, size_t *ret_pages)
{
    char path[400];
    size_t count = 0, pages = 0;
    unsigned char page[PAGE];
    fixture_path(f, name, path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, first_at, SEEK_SET), 0);
    while (fread(page, 1, PAGE, file) == PAGE) {
        bool is_first = memcmp(page, "SQLite format 3", 16) == 0;
        count += page_gap_bytes(page, is_first ? 100 : 0, &pages);
        assert_int_equal(fseek(file, skip, SEEK_CUR), 0);
    }
    fclose(file);
    *ret_pages = pages;
    return count;
}

/* Adds an article whose texts and address are of this word; gives its id. */
static int64_t add_of(struct fixture *f, int nth, const char *word)
{
    static char body[9000];
    char slug[40];
    size_t size = (size_t)(nth * 7919 % 9000), length = strlen(word);
    for (size_t i = 0; i < size; i++)
        body[i] = word[i % length];
    body[size] = '\0';
    /* Of many lengths, as pages of equal rows are divided without a rest. */
    snprintf(slug, sizeof slug, "%.*s%d-%s", nth % 9 + 1, "aaaaaaaaa", nth, word);
    struct article a = sample(slug);
    a.title = a.lead = word;
    a.body = body;
    return add_article(f, &a);
}

/* Articles of different sizes come, and then two thirds of them go: pages are divided while they hold them.
 */
static void churn(struct fixture *f)
{
    int64_t ids[ARTICLES];
    for (int i = 0; i < ARTICLES; i++)
        ids[i] = add_of(f, i, i % 3 ? SECRET : "xin");
    for (int i = 0; i < ARTICLES; i++) {
        if (i % 3 == 0)
            continue;
        struct conn *conn = fixture_begin(f);
        assert_ok(article_erase(conn, ids[i], "", &(struct redacted){0}));
        assert_ok(store_commit(&conn));
    }
}

/* Whether a file of the folder has the word. */
static bool file_says(struct fixture *f, const char *name, const char *word)
{
    static char bytes[FILE_MOST];
    char path[400];
    fixture_path(f, name, path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_in_range(size, 1, sizeof bytes - 1);
    return memmem(bytes, size, word, strlen(word));
}

static void no_page_of_the_file_holds_anything_that_it_does_not_use(void **state)
{
    struct fixture *f = *state;
    size_t pages = 0;
    churn(f);
    assert_ok(redaction_erase(f->store, NULL, 60000));
    assert_false(redaction_is_pending(f->store));
    assert_int_equal(gap_bytes(f, "cong.db", 0, 0, &pages), 0);
    assert_in_range(pages, 200, SIZE_MAX);
    assert_false(file_says(f, "cong.db", SECRET));
    assert_index_is_right(f);
    assert_int_equal(
        fixture_integer(f, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

static void what_changes_afterwards_brings_nothing_back_from_memory(void **state)
{
    struct fixture *f = *state;
    /* So much that nothing is driven out of it meanwhile. */
    assert_int_equal(sqlite3_exec(f->store->writer->db, "PRAGMA cache_size = -100000", NULL, NULL, NULL),
                     SQLITE_OK);
    churn(f);
    assert_ok(redaction_erase(f->store, NULL, 60000));
    /* Pages that held what went are written again. */
    assert_int_equal(sqlite3_exec(f->store->writer->db,
                                  "UPDATE articles SET title = replace(title, 'x', 'y');"
                                  "UPDATE revisions SET title = replace(title, 'x', 'y');"
                                  "UPDATE bodies SET body = replace(body, 'x', 'y')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_false(file_says(f, "cong.db-wal", SECRET));
}

/* Whatever is written that is no page, or lies where none does, goes into the file as it is. */
static void only_whole_pages_in_their_places_are_cleared(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int size, at;
        bool is_cleared;
    } samples[] = {{PAGE, PAGE, true},     {512, 1024, true},   {65536, 65536, true}, {256, 1024, false},
                   {66048, 131072, false}, {3000, 3000, false}, {PAGE, 512, false}};
    static unsigned char bytes[131072], seen[131072];
    char path[400];
    sqlite3 *db = NULL;
    struct page_gap *gap = NULL;
    sqlite3_file *file = NULL;
    fixture_path(f, "other.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_ok(page_gap_watch(db, &gap));
    assert_int_equal(sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file), SQLITE_OK);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        memset(bytes, 0xAA, sizeof bytes);
        bytes[0] = 13;
        write_number(bytes + 3, 0);
        write_number(bytes + 5, 200);
        assert_int_equal(file->pMethods->xWrite(file, bytes, samples[i].size, samples[i].at), SQLITE_OK);
        assert_int_equal(file->pMethods->xRead(file, seen, samples[i].size, samples[i].at), SQLITE_OK);
        assert_int_equal(seen[100], samples[i].is_cleared ? 0 : 0xAA);
        assert_int_equal(bytes[100], 0xAA); /* the caller's own */
    }
    sqlite3_close(db);
    page_gap_free(gap);
}

static void a_database_without_a_file_has_no_pages_to_watch(void **state)
{
    sqlite3 *db = NULL;
    struct page_gap *gap = NULL;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(page_gap_watch(db, &gap), ERR_INTERNAL);
    assert_null(gap);
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gap_between_pointers_and_cells_is_cleared_alone),
        cmocka_unit_test(page_without_cells_and_page_with_a_false_head_stay),
        folder_test(only_whole_pages_in_their_places_are_cleared),
        cmocka_unit_test(a_database_without_a_file_has_no_pages_to_watch),
        store_test(no_page_of_the_file_holds_anything_that_it_does_not_use),
        store_test(what_changes_afterwards_brings_nothing_back_from_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
