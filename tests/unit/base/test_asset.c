#include "base/asset.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void the_migrations_are_embedded(void **state)
{
    (void)state;
    auto_assets struct assets *assets = NULL;
    auto_arena struct arena *arena = arena_new(1 << 20);
    const struct asset *first;
    assert_int_equal(assets_open(NULL, &assets), ERR_OK);
    size_t count = assets_below(assets, "migrations/", &first);
    assert_true(count >= 1);
    assert_string_equal(first->name, "migrations/0001-initial.sql");
    const unsigned char *text = asset_bytes(first, arena);
    assert_non_null(strstr((const char *)text, "CREATE TABLE"));
    assert_int_equal(strlen((const char *)text), first->size);
    assert_int_equal(strlen(first->hash), 16);
    assert_ptr_equal(assets_find(assets, "migrations/0001-initial.sql"), first);
    assert_null(assets_find(assets, "migrations/0001-initial.sq"));
    assert_null(assets_find(assets, "zzz"));
    assert_int_equal(assets_below(assets, "zzz", &first), 0);
}

/* Whatever way each of them lies in the program, its bytes are those that its hash was made of. */
static void every_asset_comes_out_whole(void **state)
{
    (void)state;
    auto_assets struct assets *assets = NULL;
    auto_arena struct arena *arena = arena_new(1 << 26);
    struct asset_unpacked unpacked = {0};
    const struct asset *first;
    size_t packed = 0, unpackings = 0;
    assert_int_equal(assets_open(NULL, &assets), ERR_OK);
    size_t count = assets_below(assets, "", &first);
    assert_true(count > 300);
    for (size_t i = 0; i < count; i++) {
        const struct asset_pack *former = unpacked.pack;
        const unsigned char *bytes = asset_bytes_next(&first[i], arena, &unpacked);
        char hash[ASSET_HASH_SIZE];
        assert_non_null(bytes);
        asset_hash(bytes, first[i].size, hash);
        assert_string_equal(hash, first[i].hash);
        assert_int_equal(bytes[first[i].size], '\0');
        packed += first[i].pack != NULL;
        unpackings += unpacked.pack != former;
    }
    /* Each once, but the one of pages/, part/ and staff/, between which others lie. */
    assert_true(packed > 200 && unpackings <= 8);
}

static void a_folder_stands_in_for_all_but_the_migrations(void **state)
{
    (void)state;
    char folder[] = "/tmp/cong-asset-XXXXXX", path[100];
    const struct asset *first;
    auto_assets struct assets *assets = NULL;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pages", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/pages/one.html", folder);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, "abc", 3), 3);
    close(fd);
    assert_int_equal(assets_open(folder, &assets), ERR_OK);
    const struct asset *one = assets_find(assets, "pages/one.html");
    assert_non_null(one);
    assert_string_equal((const char *)one->bytes, "abc");
    assert_int_equal(one->size, 3);
    assert_null(one->brotli);
    assert_null(one->pack);
    assert_int_equal(strlen(one->hash), 16);
    assert_true(assets_below(assets, "migrations/", &first) >= 1);
    assert_null(assets_find(assets, "text/vi.json"));
    unlink(path);
    snprintf(path, sizeof path, "%s/pages", folder);
    rmdir(path);
    rmdir(folder);
}

static void the_rich_editor_is_packed_and_never_of_a_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/cong-asset-XXXXXX", path[100], source[100];
    auto_assets struct assets *inside = NULL;
    auto_assets struct assets *assets = NULL;
    auto_arena struct arena *arena = arena_new(1 << 22);
    assert_int_equal(assets_open(NULL, &inside), ERR_OK);
    const struct asset *editor = assets_find(inside, "script/editor.js");
    /* Left out of a build that said so. */
    if (!editor)
        return;
    assert_null(editor->bytes);
    assert_null(editor->pack);
    assert_non_null(editor->brotli);
    const unsigned char *bytes = asset_bytes(editor, arena);
    assert_non_null(bytes);
    assert_int_equal(strlen((const char *)bytes), editor->size);
    char hash[ASSET_HASH_SIZE];
    asset_hash(bytes, editor->size, hash);
    assert_string_equal(hash, editor->hash);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/editor", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(source, sizeof source, "%s/editor.js", path);
    close(open(source, O_WRONLY | O_CREAT, 0600));
    assert_int_equal(assets_open(folder, &assets), ERR_OK);
    assert_string_equal(assets_find(assets, "script/editor.js")->hash, editor->hash);
    assert_null(assets_find(assets, "editor/editor.js"));
    unlink(source);
    rmdir(path);
    rmdir(folder);
}

static void a_missing_folder_is_told(void **state)
{
    (void)state;
    struct assets *assets = NULL;
    assert_int_equal(assets_open("/nonexistent/assets", &assets), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_migrations_are_embedded),
        cmocka_unit_test(every_asset_comes_out_whole),
        cmocka_unit_test(a_folder_stands_in_for_all_but_the_migrations),
        cmocka_unit_test(the_rich_editor_is_packed_and_never_of_a_folder),
        cmocka_unit_test(a_missing_folder_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
