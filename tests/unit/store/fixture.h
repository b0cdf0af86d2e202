/* A fresh store in a scratch folder with a clock that the test sets: what the conformance suite of the
 * store's headers stands on. Knows these headers alone; tests of the engine itself have engine_fixture.h. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include "base/log.h"
#include "store/article.h"
#include "store/category.h"
#include "store/media.h"
#include "store/tag.h"

#include "test.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Noon of 2026-11-24 in the portal's zone. */
#define NOON INT64_C(1795496400000)
#define MINUTE INT64_C(60000)
#define HOUR INT64_C(3600000)
#define DAY INT64_C(86400000)

struct fixture {
    char folder[40];
    int64_t now_ms;
    atomic_int_least64_t monotonic_ms;
    int64_t monotonic_step_ms; /* what each look at the monotonic clock adds */
    struct clock clock;
    struct store *store;
    struct arena *arena;
};

static const struct actor editor = {
    .token_id = 7, .role = ROLE_EDITOR, .name = "biên tập", .address = "192.0.2.1", .request_id = "req-1"};

static inline int64_t fixture_now(void *context)
{
    return ((const struct fixture *)context)->now_ms;
}

static inline int64_t fixture_monotonic(void *context)
{
    struct fixture *f = context;
    return atomic_fetch_add(&f->monotonic_ms, f->monotonic_step_ms) + f->monotonic_step_ms;
}

static inline void fixture_path(const struct fixture *f, const char *name, char path[400])
{
    snprintf(path, 400, "%s/%s", f->folder, name);
}

static inline enum err fixture_try_open(struct fixture *f, struct buf *fault, struct store **ret_store)
{
    const struct store_options options = {
        .directory = f->folder, .clock = &f->clock, .readers = 4, .read_limit_ms = 5000};
    return store_open(&options, fault, ret_store);
}

static inline void fixture_open(struct fixture *f)
{
    auto_buf struct buf fault = BUF(2000);
    enum err err = fixture_try_open(f, &fault, &f->store);
    if (err)
        fail_msg("%s: %s", err_type(err), buf_str(&fault));
}

static inline void fixture_reopen(struct fixture *f)
{
    store_close(TAKE(f->store));
    fixture_open(f);
}

/* Setup without a store, for the tests of opening. */
static inline int fixture_make(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    snprintf(f->folder, sizeof f->folder, "/tmp/cong-store-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->now_ms = NOON;
    f->clock = (struct clock){fixture_now, fixture_monotonic, f};
    f->arena = arena_new((size_t)256 << 20);
    *state = f;
    return 0;
}

static inline int fixture_setup(void **state)
{
    fixture_make(state);
    fixture_open(*state);
    return 0;
}

static inline void fixture_remove_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlink(path))
            fixture_remove_folder(path);
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    fixture_remove_folder(f->folder);
    arena_free(f->arena);
    free(f);
    return 0;
}

#define store_test(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
#define folder_test(test) cmocka_unit_test_setup_teardown(test, fixture_make, fixture_teardown)
#define assert_ok(call) assert_int_equal(call, ERR_OK)

static inline struct conn *fixture_begin(struct fixture *f)
{
    struct conn *conn = NULL;
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    return conn;
}

static inline struct conn *fixture_lease(struct fixture *f)
{
    struct conn *conn = NULL;
    assert_ok(store_lease(f->store, f->arena, &conn));
    return conn;
}

/* A published Vietnamese article with nothing but what must be there. */
static inline struct article sample(const char *slug)
{
    return (struct article){.slug = slug,
                            .lang = "vi",
                            .kind = KIND_ARTICLE,
                            .status = STATUS_PUBLISHED,
                            .title = "Thông báo lịch tiếp công dân",
                            .body_format = "markdown",
                            .body = "Nội dung **đậm**.",
                            .body_html = "<p>Nội dung <strong>đậm</strong>.</p>",
                            .body_text = "Nội dung đậm."};
}

/* Each of these runs in a transaction of its own. */
static inline int64_t add_article(struct fixture *f, const struct article *article)
{
    int64_t id = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_insert(conn, article, 0, &id));
    assert_ok(store_commit(&conn));
    return id;
}

static inline struct article get_article(struct fixture *f, int64_t id)
{
    struct article article;
    struct conn *conn = fixture_lease(f);
    assert_ok(article_by_id(conn, id, &article));
    store_end(conn);
    return article;
}

/* Saves the state and gives what the store then has. */
static inline struct article save_article(struct fixture *f, const struct article *article,
                                          enum article_action action)
{
    int64_t version = 0;
    struct conn *conn = fixture_begin(f);
    assert_ok(article_update(conn, article, action, 0, &version));
    assert_ok(store_commit(&conn));
    struct article saved = get_article(f, article->id);
    assert_int_equal(saved.version, version);
    return saved;
}

static inline struct article move_article(struct fixture *f, int64_t id, enum article_status status,
                                          enum article_action action)
{
    struct article article = get_article(f, id);
    article.status = status;
    return save_article(f, &article, action);
}

/* What saving gives when it is refused; nothing stays of it. */
static inline enum err try_insert(struct fixture *f, const struct article *article)
{
    int64_t id = 0;
    struct conn *conn = fixture_begin(f);
    enum err err = article_insert(conn, article, 0, &id);
    store_end(conn);
    return err;
}

static inline enum err try_update(struct fixture *f, const struct article *article)
{
    int64_t version = 0;
    struct conn *conn = fixture_begin(f);
    enum err err = article_update(conn, article, ACTION_EDIT, 0, &version);
    store_end(conn);
    return err;
}

static inline int64_t add_category(struct fixture *f, const char *slug, int64_t parent_id)
{
    int64_t id = 0;
    const struct category category = {.slug = slug, .name = slug, .lang = "vi", .parent_id = parent_id};
    struct conn *conn = fixture_begin(f);
    assert_ok(category_insert(conn, &category, &id));
    assert_ok(store_commit(&conn));
    return id;
}

static inline int64_t add_tag(struct fixture *f, const char *slug)
{
    int64_t id = 0;
    const struct tag tag = {.slug = slug, .name = slug, .lang = "vi"};
    struct conn *conn = fixture_begin(f);
    assert_ok(tag_insert(conn, &tag, &id));
    assert_ok(store_commit(&conn));
    return id;
}

/* What is kept of "bytes": themselves as the original, and one rendition made of them. The names are not set.
 */
static inline struct media_content fixture_content(const char *bytes)
{
    static struct media_blob renditions[2];
    static char texts[2][1000];
    for (int i = 0; i < 2; i++) {
        snprintf(texts[i], sizeof texts[i], "%s %s", i ? "webp" : "jpeg", bytes);
        renditions[i] = (struct media_blob){.extension = i ? "webp" : "jpg",
                                            .type = i ? "image/webp" : "image/jpeg",
                                            .bytes = texts[i],
                                            .size = strlen(texts[i]),
                                            .width = 640,
                                            .height = 480};
    }
    return (struct media_content){.original = {.extension = "jpg",
                                               .type = "image/jpeg",
                                               .bytes = bytes,
                                               .size = strlen(bytes),
                                               .width = 800,
                                               .height = 600},
                                  .renditions = renditions,
                                  .rendition_count = 2};
}

static inline int64_t add_media(struct fixture *f, const char *bytes)
{
    int64_t id = 0;
    bool known;
    const struct media words = {.file_name = "ảnh.jpg"};
    struct media_content content = fixture_content(bytes);
    struct conn *conn = fixture_begin(f);
    media_name_content(f->arena, &content);
    assert_ok(media_insert(conn, &words, &content, &id, &known));
    assert_ok(store_commit(&conn));
    return id;
}

static inline struct media get_media(struct fixture *f, int64_t id)
{
    struct media media;
    struct conn *conn = fixture_lease(f);
    assert_ok(media_by_id(conn, id, &media));
    store_end(conn);
    return media;
}

#endif
