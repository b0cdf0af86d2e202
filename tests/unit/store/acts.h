/* Writes and reads of the store, each one request, on a scene with one article of each state that matters;
 * and what every write moves. For tests that break them off. Reads know what the scene holds, so they come
 * first. */
#ifndef TEST_STORE_ACTS_H
#define TEST_STORE_ACTS_H

#include "engine_fixture.h"
#include "fault_sqlite.h"

#include "store/alert.h"
#include "store/audit.h"
#include "store/change.h"
#include "store/idempotency.h"
#include "store/revision.h"
#include "store/token.h"

/* Instructions of SQLite's machine between two places where it can be interrupted; fewer than any statement
 * has. */
enum { STEPS = 4, MEMORY_STEP = 48, MEMORY_LEAST = 1024 };

/* What there is before: one article of each state that matters, and what hangs on articles. */
struct scene {
    struct fixture *f;
    int64_t original, draft, published, trashed, token;
    struct term category, tags[2];
    int64_t media[3];
    char address[80], body[200];
    const char *secret;
};

static const unsigned char kept_hash[IDEMPOTENCY_HASH_SIZE] = {1};
static struct token_secret drawn;

/* Each is one request; `id` and the like are thrown away. */
struct act {
    const char *name;
    enum err (*run)(struct conn *conn, const struct scene *scene);
    bool is_read;
};

static inline void scene_make(struct scene *scene, struct fixture *f)
{
    *scene = (struct scene){.f = f};
    scene->category = (struct term){add_category(f, "muc", 0), "muc", "Mục"};
    scene->tags[0] = (struct term){add_tag(f, "the"), "the", "Thẻ"};
    scene->tags[1] = (struct term){add_tag(f, "the-hai"), "the-hai", "Thẻ hai"};
    for (int i = 0; i < 3; i++) {
        char bytes[20];
        snprintf(bytes, sizeof bytes, "bytes of %d", i);
        scene->media[i] = add_media(f, bytes);
    }
    snprintf(scene->address, sizeof scene->address, "/media/%s", get_media(f, scene->media[2]).name);
    snprintf(scene->body, sizeof scene->body,
             "<p><img src=\"%s\" alt=\"\"><a href=\"/media/khong-co.pdf\">?</a></p>", scene->address);
    struct fact_value facts[] = {{.fact = FACT_SAMPLE_NUMBER, .text = "01/2026/QĐ"},
                                 {.fact = FACT_SAMPLE_STATE, .text = "in-force"},
                                 {.fact = FACT_SAMPLE_REPLACES, .text = "999"},
                                 {.fact = FACT_SAMPLE_ISSUER, .text = "Ủy ban"},
                                 {.fact = FACT_SAMPLE_ISSUER, .text = "Hội đồng"}};
    struct attachment attachment = {.media = {.id = scene->media[1]}, .title = "Tệp"};
    struct article a = sample("goc");
    a.kind = KIND_SAMPLE;
    a.facts = facts;
    a.fact_count = sizeof facts / sizeof *facts;
    a.attachments = &attachment;
    a.attachment_count = 1;
    a.tags = scene->tags;
    a.tag_count = 1;
    a.category = &scene->category;
    scene->original = add_article(f, &a);
    a = sample("dang-viet");
    a.status = STATUS_DRAFT;
    scene->draft = add_article(f, &a);
    a = sample("da-dang");
    a.change_note = "Ghi chú";
    scene->published = add_article(f, &a);
    a = sample("bo-di");
    scene->trashed = add_article(f, &a);
    move_article(f, scene->trashed, STATUS_TRASHED, ACTION_TRASH);
    struct conn *conn = fixture_begin(f);
    const struct token token = {.name = "Phòng", .role = ROLE_EDITOR};
    const struct kept_answer answer = {
        .status = 201, .body = "{}", .location = "/x", .words_of = scene->published};
    token_secret_draw(&drawn);
    assert_ok(token_create(conn, &token, &drawn, &scene->token, &scene->secret));
    assert_ok(idempotency_keep(conn, "cu", kept_hash, &answer));
    assert_ok(store_commit(&conn));
}

/* An article with all that can hang on one. */
static inline enum err insert_whole(struct conn *conn, const struct scene *scene)
{
    const struct fact_value facts[] = {
        {.fact = FACT_SAMPLE_NUMBER, .text = "05/2026/QĐ-UBND"},
        {.fact = FACT_SAMPLE_PAGES, .text = "3"},
        {.fact = FACT_SAMPLE_ISSUED, .text = "2026-11-24"},
        {.fact = FACT_SAMPLE_BEGINS, .text = "2026-11-24T08:00:00+07:00"},
        {.fact = FACT_SAMPLE_STATE, .text = "in-force"},
        {.fact = FACT_SAMPLE_SOURCE, .text = scene->address},
        {.fact = FACT_SAMPLE_REPLACES, .text = "1"},
        {.fact = FACT_SAMPLE_ISSUER, .text = "Ủy ban"},
    };
    const struct picture image = {
        .media = {.id = scene->media[0]}, .alt = "Ảnh", .caption = "Lời", .credit = "Ai"};
    const struct attachment attachments[] = {{.media = {.id = scene->media[1]}, .title = "Một"},
                                             {.media = {.id = scene->media[2]}, .title = "Hai"}};
    struct article a = sample("tron-ven");
    int64_t id;
    a.kind = KIND_SAMPLE;
    a.facts = facts;
    a.fact_count = sizeof facts / sizeof *facts;
    a.image = &image;
    a.attachments = attachments;
    a.attachment_count = 2;
    a.tags = scene->tags;
    a.tag_count = 2;
    a.category = &scene->category;
    a.lang = "en";
    a.external_id = "nguon-1";
    a.body_html = scene->body;
    a.change_note = "Ghi chú";
    return article_insert(conn, &a, scene->original, &id);
}

static inline enum err insert_named(struct conn *conn, const struct scene *scene, const char *slug)
{
    struct article a = sample(slug);
    int64_t id;
    a.status = STATUS_DRAFT;
    a.category = &scene->category;
    return article_insert(conn, &a, 0, &id);
}

static inline enum err insert_draft(struct conn *conn, const struct scene *scene)
{
    return insert_named(conn, scene, "nhap");
}

/* The present state of an article with something changed. */
static inline enum err change(struct conn *conn, int64_t id, const char *slug, enum article_status status,
                              enum article_action action, int64_t translation_of)
{
    struct article a;
    int64_t version;
    enum err err = article_by_id(conn, id, &a);
    if (err)
        return err;
    a.slug = slug ? slug : a.slug;
    a.status = status;
    a.withdrawn_reason = status == STATUS_WITHDRAWN ? "Sai" : NULL;
    return article_update(conn, &a, action, translation_of, &version);
}

/* By its author, so that the former slug is given up. */
static inline enum err rename_draft(struct conn *conn, const struct scene *scene)
{
    conn->actor.role = ROLE_AUTHOR;
    return change(conn, scene->draft, "ten-khac", STATUS_DRAFT, ACTION_EDIT, 0);
}

static inline enum err publish_translation(struct conn *conn, const struct scene *scene)
{
    return change(conn, scene->draft, NULL, STATUS_PUBLISHED, ACTION_PUBLISH, scene->original);
}

static inline enum err withdraw(struct conn *conn, const struct scene *scene)
{
    return change(conn, scene->published, NULL, STATUS_WITHDRAWN, ACTION_WITHDRAW, 0);
}

static inline enum err purge(struct conn *conn, const struct scene *scene)
{
    return article_purge(conn, scene->trashed);
}

static inline enum err touch(struct conn *conn, const struct scene *scene)
{
    enum err err = article_touch_category(conn, scene->category.id);
    if (!err)
        err = article_touch_tag(conn, scene->tags[0].id);
    return err ? err : article_touch_media(conn, scene->media[0]);
}

static inline enum err refresh(struct conn *conn, const struct scene *scene)
{
    struct article a;
    enum err err = article_by_id(conn, scene->original, &a);
    return err ? err : article_refresh(conn, &a);
}

/* As an import does: line by line, one of which is taken back. */
static inline enum err import_lines(struct conn *conn, const struct scene *scene)
{
    conn->is_alone = true;
    enum err err = store_mark(conn);
    if (!err)
        err = insert_named(conn, scene, "dong-nhap");
    if (!err)
        err = store_keep(conn);
    if (!err)
        err = store_mark(conn);
    if (!err)
        err = withdraw(conn, scene);
    if (conn->mark_count) {
        enum err back = store_take_back(conn);
        err = err ? err : back;
    }
    return err;
}

static inline enum err make_token(struct conn *conn, const struct scene *scene)
{
    const struct token token = {.name = "Khác", .role = ROLE_READER, .from = "192.0.2.0/24"};
    const char *text;
    int64_t id;
    (void)scene;
    return token_create(conn, &token, &drawn, &id, &text);
}

static inline enum err rotate_token(struct conn *conn, const struct scene *scene)
{
    const char *text;
    return token_rotate(conn, scene->token, 0, HOUR, &drawn, &text);
}

static inline enum err revoke_token(struct conn *conn, const struct scene *scene)
{
    return token_revoke(conn, scene->token);
}

/* By its author, who keeps the slug. */
static inline enum err save_by_author(struct conn *conn, const struct scene *scene)
{
    conn->actor.role = ROLE_AUTHOR;
    return change(conn, scene->draft, NULL, STATUS_DRAFT, ACTION_REVERT, 0);
}

/* What was withdrawn long ago. */
static inline enum err forget_changes(struct conn *conn, const struct scene *scene)
{
    (void)scene;
    conn->now_ms += 1000 * DAY;
    return change_forget(conn);
}

static inline enum err keep_answer(struct conn *conn, const struct scene *scene)
{
    const struct kept_answer answer = {.status = 200, .body = "{}", .words_of = scene->published};
    enum err err = idempotency_keep(conn, "moi", kept_hash, &answer);
    return err ? err : idempotency_forget(conn);
}

static inline enum err read_revision(struct conn *conn, const struct scene *scene)
{
    struct revision revision;
    int64_t *versions;
    size_t count;
    enum err err = revision_by_version(conn, scene->original, 1, &revision);
    assert_true(err ||
                (strcmp(revision.article.title, sample("").title) == 0 && revision.article.tag_count == 1));
    return err ? err
               : revision_versions(conn, scene->original, INT64_MAX, REVISION_ANY, 10, &versions, &count);
}

static inline enum err read_changes(struct conn *conn, const struct scene *scene)
{
    struct change_list list;
    struct change_state at;
    (void)scene;
    enum err err = change_state(conn, &at);
    if (!err)
        err = change_list(conn, 0, 0, 100, &list);
    assert_true(err || arena_failed(conn->arena) || (list.count == 3 && list.items[0].article.title));
    return err;
}

static inline enum err read_snapshot(struct conn *conn, const struct scene *scene)
{
    struct article_list list;
    (void)scene;
    enum err err = change_articles(conn, CHANGE_PUBLIC, NULL, 0, 10, &list);
    assert_true(err || list.count == 2);
    if (!err)
        err = change_articles(conn, CHANGE_KEPT, NULL, 0, 10, &list);
    assert_true(err || list.count == 3);
    return err;
}

static inline enum err read_token(struct conn *conn, const struct scene *scene)
{
    struct actor actor = {0};
    struct token *items;
    size_t count;
    enum err err = token_verify(conn, scene->secret, "192.0.2.1", &actor);
    assert_true(!err || actor.role == ROLE_NONE);
    if (!err)
        err = token_list(conn, &items, &count);
    assert_true(err || count == 1);
    return err;
}

static inline enum err read_answer(struct conn *conn, const struct scene *scene)
{
    struct kept_answer answer;
    (void)scene;
    enum err err = idempotency_find(conn, editor.token_id, "cu", kept_hash, &answer);
    assert_true(err || arena_failed(conn->arena) || strcmp(answer.body, "{}") == 0);
    return err;
}

static inline enum err read_audit(struct conn *conn, const struct scene *scene)
{
    struct audit_report report = {0};
    (void)scene;
    enum err err = audit_verify(conn, &report);
    assert_true(err || arena_failed(conn->arena) || report.first_bad == 0);
    return err;
}

/* Reads first: they know what is there before. */
static const struct act acts[] = {
    {"read a revision", read_revision, true},
    {"read changes", read_changes, true},
    {"read a snapshot", read_snapshot, true},
    {"read a token", read_token, true},
    {"read an answer", read_answer, true},
    {"read the audit", read_audit, true},
    {"insert whole", insert_whole, false},
    {"insert a draft", insert_draft, false},
    {"rename a draft", rename_draft, false},
    {"go back to a former draft", save_by_author, false},
    {"publish a translation", publish_translation, false},
    {"withdraw", withdraw, false},
    {"purge", purge, false},
    {"touch", touch, false},
    {"refresh", refresh, false},
    {"import lines", import_lines, false},
    {"make a token", make_token, false},
    {"rotate a token", rotate_token, false},
    {"revoke a token", revoke_token, false},
    {"forget changes", forget_changes, false},
    {"keep an answer", keep_answer, false},
};

enum { ACTS = sizeof acts / sizeof *acts };

/* What every write moves: numbers of rows, versions, the sequence. */
static inline int64_t digest(struct fixture *f)
{
    return fixture_integer(
        f, "SELECT (SELECT sequence FROM state) + 1000 * (SELECT count(*) FROM audit) + 1000000 * "
           "(SELECT sum(version) FROM articles) + 1000000000 * ((SELECT count(*) FROM revisions) + "
           "(SELECT count(*) FROM article_slugs) + (SELECT count(*) FROM article_tags) + "
           "(SELECT count(*) FROM article_facts) + (SELECT count(*) FROM tokens) + "
           "(SELECT count(*) FROM tombstones) + (SELECT count(*) FROM idempotency))");
}

/* Runs an act in a transaction of its own, to its commit when `commits`. */
static inline enum err attempt(const struct scene *scene, const struct act *act, struct arena *arena,
                               enum fault_kind kind, int step, bool commits)
{
    struct conn *conn = NULL;
    struct store *store = scene->f->store;
    enum err err =
        act->is_read ? store_lease(store, arena, &conn) : store_begin(store, arena, &editor, &conn);
    if (err)
        return err;
    if (step) {
        sqlite3_progress_handler(conn->db, STEPS, faulty_progress, NULL);
        fault_arm(kind, step);
    }
    err = act->run(conn, scene);
    fault_disarm();
    if (!err && arena_failed(arena))
        err = ERR_MEMORY; /* whoever answers looks, as a commit does */
    sqlite3_progress_handler(conn->db, 0, NULL, NULL);
    if (err || act->is_read || !commits) {
        store_end(conn);
        return err;
    }
    return store_commit(&conn);
}

#endif
