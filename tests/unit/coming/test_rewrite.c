/* Bodies of a former portal whose addresses are exchanged: what becomes of each tag. */
#include "core/rewrite.h"

#include "test.h"

/* A portal that takes every file. */
static enum err take(void *context, const struct coming_call *call, struct buf *answer, int *ret_status,
                     struct buf *fault)
{
    (void)context, (void)call, (void)fault;
    buf_text(answer, "{\"id\":1,\"url\":\"/media/a.jpg\",\"width\":1}");
    *ret_status = 201;
    return ERR_OK;
}

static void check(const char *html, const char *wanted)
{
    auto_buf struct buf fault = BUF(4096);
    auto_coming struct coming coming = {.arena = NULL};
    const struct coming_portal portal = {take, NULL};
    FILE *nowhere = fopen("/dev/null", "we");
    const struct coming_options options = {
        .lang = LANG_EN, .media = -1, .directory = "/tmp", .report = nowhere};
    const char *got;
    assert_non_null(nowhere);
    assert_int_equal(coming_begin(&coming, &portal, &options, &fault), ERR_OK);
    assert_int_equal(coming_rewrite(&coming, html, "x", coming.arena, &got), ERR_OK);
    assert_string_equal(got, wanted);
    fclose(nowhere);
}

static void a_link_with_a_source_stays_the_link_that_it_is(void **state)
{
    (void)state;
    check("<p><a src=\"https://cu.vn/a.mp4\" href=\"/van-ban\">Xem</a></p>",
          "<p><a src=\"https://cu.vn/a.mp4\" href=\"/van-ban\">Xem</a></p>");
    check("<a src=https://cu.vn/a.mp4>Xem</a>", "<a src=https://cu.vn/a.mp4>Xem</a>");
}

static void a_film_of_another_site_becomes_a_link_under_its_name(void **state)
{
    (void)state;
    check("<video src=\"https://cu.vn/a.mp4\">", "<a href=\"https://cu.vn/a.mp4\">a.mp4</a> ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_with_a_source_stays_the_link_that_it_is),
        cmocka_unit_test(a_film_of_another_site_becomes_a_link_under_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
