/* Bodies rendered ahead, kept in a file: they come back as they were, in their order. */
#include "bulk/ahead_spool.h"

#include "test.h"

#include <string.h>

static struct body_ahead sample(struct arena *arena)
{
    struct body_ahead ahead = {0};
    body_ahead_render(NULL, BODY_MARKDOWN, "# Tựa\n\nThân **đậm**.\n", true, NULL, arena, &ahead);
    assert_true(ahead.is_there);
    return ahead;
}

static void title_goes_out_of_the_body(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct body_ahead ahead = sample(arena);
    assert_string_equal(ahead.title, "Tựa");
    assert_string_equal(ahead.body.text, "Thân đậm.");
    assert_true(body_ahead_fits(&ahead, BODY_MARKDOWN, "# Tựa\n\nThân **đậm**.\n", true));
    assert_false(body_ahead_fits(&ahead, BODY_MARKDOWN, "# Tựa\n\nThân **đậm**.\n", false));
    assert_false(body_ahead_fits(&ahead, BODY_HTML, "# Tựa\n\nThân **đậm**.\n", true));
    assert_false(body_ahead_fits(&ahead, BODY_MARKDOWN, "# Tựa\n\nThân đậm.\n", true));
    assert_false(body_ahead_fits(NULL, BODY_MARKDOWN, "", true));
}

static void what_is_written_is_read_in_its_order(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct ahead_spool spool;
    struct body_ahead rendered = sample(arena), none = {.is_there = false}, read;
    struct body_lookup lookups[2] = {
        {.source = "/media/a.jpg",
         .is_found = true,
         .picture = {.url = "/media/b.jpg", .alt = "", .jpeg_srcset = "x", .webp_srcset = "y", 3, 4}},
        {.source = "/media/khong-co.jpg", .alt = "mô tả"},
    };
    rendered.lookups = lookups;
    rendered.lookup_count = 2;
    assert_int_equal(ahead_spool_open("/tmp", &spool), ERR_OK);
    for (int round = 0; round < 2; round++) {
        ahead_spool_empty(&spool);
        assert_int_equal(ahead_spool_write(&spool, &none), ERR_OK);
        assert_int_equal(ahead_spool_write(&spool, &rendered), ERR_OK);
        assert_int_equal(ahead_spool_read(&spool, arena, &read), ERR_OK);
        assert_false(read.is_there);
        assert_int_equal(ahead_spool_read(&spool, arena, &read), ERR_OK);
        assert_true(read.is_there && read.may_take_title);
        assert_string_equal(read.title, rendered.title);
        assert_string_equal(read.text, rendered.text);
        assert_string_equal(read.body.html.html, rendered.body.html.html);
        assert_int_equal(read.body.html.length, rendered.body.html.length);
        assert_string_equal(read.body.text, rendered.body.text);
        assert_int_equal(read.lookup_count, 2);
        assert_null(read.lookups[0].alt);
        assert_string_equal(read.lookups[0].picture.webp_srcset, "y");
        assert_string_equal(read.lookups[1].alt, "mô tả");
        assert_null(read.lookups[1].picture.url);
        assert_int_equal(ahead_spool_read(&spool, arena, &read), ERR_INTERNAL);
    }
    ahead_spool_close(&spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(title_goes_out_of_the_body),
        cmocka_unit_test(what_is_written_is_read_in_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
