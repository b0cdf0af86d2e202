/* A store with a few articles in a scratch folder, opened once for all runs of a fuzz target. */
#ifndef FUZZ_SEARCH_STORE_H
#define FUZZ_SEARCH_STORE_H

#include "base/log.h"
#include "store/article.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static const struct actor nobody = {.role = ROLE_ADMIN, .name = "fuzz"};

static inline int64_t search_store_add(struct store *store, const char *slug, const char *title,
                                       const char *body)
{
    const struct article article = {.slug = slug,
                                    .lang = "vi",
                                    .status = STATUS_PUBLISHED,
                                    .title = title,
                                    .body_format = "text",
                                    .body = "",
                                    .body_html = "",
                                    .body_text = body};
    auto_arena struct arena *arena = arena_new(64 << 20);
    struct conn *conn;
    int64_t id;
    assert(!store_begin(store, arena, &nobody, &conn));
    assert(!article_insert(conn, &article, 0, &id));
    assert(!store_commit(&conn));
    return id;
}

static inline struct store *search_store_open(void)
{
    static char folder[] = "/tmp/cong-fuzz-XXXXXX";
    struct buf fault = BUF(1000);
    struct store *store;
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    assert(mkdtemp(folder));
    const struct store_options options = {
        .directory = folder, .clock = &clock_system, .readers = 1, .read_limit_ms = 60000};
    assert(!store_open(&options, &fault, &store));
    search_store_add(store, "mot", "Khánh thành đường liên xã Hòa Bình",
                     "Ngày 9 tháng 10 năm 2023, UBND huyện, số 120-KH/HU.");
    search_store_add(store, "hai", "TP.HCM hỗ trợ người dân vùng lũ",
                     "Thành phố Hồ Chí Minh chia sẻ 10.029 suất quà.");
    search_store_add(store, "ba", "Xử lý kỷ luật cán bộ", "Căn cứ Nghị định 08/2023/NĐ-CP về xử lý kỷ luật.");
    return store;
}

#endif
