/* A copy of a store, as a backup has it, which is opened beside it. */
#ifndef TEST_STORE_COPIED_H
#define TEST_STORE_COPIED_H

#include "engine_fixture.h"

#include "store/backup.h"

/* A copy of the store as it is, in a folder of its own, with the portal's key. */
static inline struct backup_facts copy_store(struct fixture *f, struct fixture *copy)
{
    auto_buf struct buf fault = BUF(2000);
    struct backup_facts facts;
    char from[400], to[400];
    unsigned char key[32];
    *copy = *f;
    copy->store = NULL;
    copy->arena = arena_new((size_t)64 << 20);
    snprintf(copy->folder, sizeof copy->folder, "/tmp/cong-copy-XXXXXX");
    assert_non_null(mkdtemp(copy->folder));
    fixture_path(copy, "cong.db", to);
    assert_ok(backup_database(f->store, to, NULL, f->arena, &fault, &facts));
    fixture_path(f, "secret.key", from);
    fixture_path(copy, "secret.key", to);
    FILE *own = fopen(from, "re"), *its = fopen(to, "we");
    assert_true(own && its && fread(key, sizeof key, 1, own) == 1 && fwrite(key, sizeof key, 1, its) == 1);
    fclose(own);
    fclose(its);
    assert_int_equal(chmod(to, 0600), 0);
    return facts;
}

static inline void end_copy(struct fixture *copy)
{
    store_close(copy->store);
    fixture_remove_folder(copy->folder);
    arena_free(copy->arena);
}

#endif
