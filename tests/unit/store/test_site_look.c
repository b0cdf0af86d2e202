#include "fixture.h"

#include "store/site.h"

static struct site site_of(struct fixture *f)
{
    struct site site;
    struct conn *conn = fixture_lease(f);
    assert_ok(site_get(conn, &site));
    store_end(conn);
    return site;
}

static void save_look(struct fixture *f, const struct site_look *look)
{
    struct site site = site_of(f);
    struct conn *conn = fixture_begin(f);
    site.look = *look;
    assert_ok(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}));
    assert_ok(store_commit(&conn));
}

static void colours_and_palettes_are_saved_whole(void **state)
{
    struct fixture *f = *state;
    struct site_palette palettes[] = {
        {20270902, 20270902, SITE_PALETTE_FESTIVE, NULL, NULL},
        {20270205, 20270211, SITE_PALETTE_OWN, "#123f86", "#7a2e0b"},
    };
    assert_null(site_of(f).look.first);
    assert_int_equal(site_of(f).look.palette_count, 0);
    save_look(f, &(const struct site_look){"#0b4a3b", NULL, palettes, 2});
    fixture_reopen(f);
    struct site_look look = site_of(f).look;
    assert_string_equal(look.first, "#0b4a3b");
    assert_null(look.second);
    assert_int_equal(look.palette_count, 2);
    assert_int_equal(look.palettes[0].to_day, 20270211);
    assert_string_equal(look.palettes[0].second, "#7a2e0b");
    assert_int_equal(look.palettes[1].kind, SITE_PALETTE_FESTIVE);
    save_look(f, &(const struct site_look){NULL, "#7a2e0b", palettes, 1});
    look = site_of(f).look;
    assert_null(look.first);
    assert_int_equal(look.palette_count, 1);
}

static void day_has_the_palette_whose_days_hold_it(void **state)
{
    struct site_palette palettes[] = {{20270205, 20270211, SITE_PALETTE_FESTIVE, NULL, NULL},
                                      {20270212, 20270212, SITE_PALETTE_MOURNING, NULL, NULL}};
    const struct site_look look = {.palettes = palettes, .palette_count = 2};
    (void)state;
    assert_null(site_palette_on(&look, 20270204));
    assert_ptr_equal(site_palette_on(&look, 20270205), &palettes[0]);
    assert_ptr_equal(site_palette_on(&look, 20270211), &palettes[0]);
    assert_ptr_equal(site_palette_on(&look, 20270212), &palettes[1]);
    assert_null(site_palette_on(&look, 20270213));
}

/* The handler refuses them before; the schema holds all the same. */
static void what_is_no_colour_and_days_that_end_too_early_are_refused(void **state)
{
    struct fixture *f = *state;
    struct site_palette backwards = {20270211, 20270205, SITE_PALETTE_FESTIVE, NULL, NULL};
    const struct site_look wrong[] = {{.first = "#fff"}, {.palettes = &backwards, .palette_count = 1}};
    for (size_t i = 0; i < 2; i++) {
        struct site site = site_of(f);
        struct conn *conn = fixture_begin(f);
        site.look = wrong[i];
        assert_int_not_equal(site_update(conn, &site, &(struct site_change){"{}", "{}", 0}), ERR_OK);
        store_end(conn);
    }
    assert_int_equal(site_of(f).version, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(colours_and_palettes_are_saved_whole),
        store_test(day_has_the_palette_whose_days_hold_it),
        store_test(what_is_no_colour_and_days_that_end_too_early_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
