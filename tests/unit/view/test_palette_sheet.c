/* The colours that stand in the style sheets are those that the rule gives for the built-in brand: nobody
 * wrote one by hand. */
#include "view/palette.h"

#include "base/asset.h"
#include "test.h"

#include <string.h>

enum { SHEET_MAX = 64 * 1024, PACK_MAX = 4 * 1024 * 1024 };

static const char *asset_text(const struct assets *assets, const char *name, struct arena *arena)
{
    const struct asset *asset = assets_find(assets, name);
    assert_non_null(asset);
    const unsigned char *bytes = asset_bytes(asset, arena);
    assert_non_null(bytes);
    return (const char *)bytes;
}

static void style_sheet_has_the_colours_of_the_built_in_brand(void **state)
{
    auto_assets struct assets *assets = NULL;
    auto_arena struct arena *arena = arena_new(PACK_MAX);
    auto_buf struct buf out = BUF(SHEET_MAX);
    struct palettes palettes;
    (void)state;
    assert_int_equal(assets_open(NULL, &assets), ERR_OK);
    palettes_make(&brand_built_in, &palettes);
    view_palette_site(&palettes, false, &out);
    const char *sheet = asset_text(assets, "style/site.css", arena);
    const char *begin = strstr(sheet, PALETTE_BEGINS), *end = strstr(sheet, PALETTE_ENDS);
    assert_non_null(begin);
    assert_non_null(end);
    begin += strlen(PALETTE_BEGINS);
    assert_int_equal(end - begin, out.length);
    assert_memory_equal(begin, buf_str(&out), out.length);
}

static void options_of_the_bar_have_them_too(void **state)
{
    auto_assets struct assets *assets = NULL;
    auto_arena struct arena *arena = arena_new(PACK_MAX);
    auto_buf struct buf less = BUF(SHEET_MAX), more = BUF(SHEET_MAX);
    struct palettes palettes;
    (void)state;
    assert_int_equal(assets_open(NULL, &assets), ERR_OK);
    palettes_make(&brand_built_in, &palettes);
    view_palette_option(&palettes, PALETTE_LESS, false, &less);
    view_palette_option(&palettes, PALETTE_MORE, false, &more);
    assert_string_equal(buf_str(&less), asset_text(assets, "style/option-palette-l.css", arena));
    assert_string_equal(buf_str(&more), asset_text(assets, "style/option-palette-m.css", arena));
}

static void days_of_mourning_show_no_banner(void **state)
{
    auto_buf struct buf plain = BUF(SHEET_MAX), usual = BUF(SHEET_MAX);
    struct palettes palettes;
    (void)state;
    palettes_make(&brand_mourning, &palettes);
    view_palette_site(&palettes, true, &plain);
    view_palette_site(&palettes, false, &usual);
    assert_non_null(strstr(buf_str(&plain), "--tranh:none"));
    /* A reader's own choice brings none back. */
    buf_cut(&plain, 0);
    view_palette_option(&palettes, PALETTE_LESS, true, &plain);
    assert_non_null(strstr(buf_str(&plain), "--tranh:none"));
    assert_null(strstr(buf_str(&plain), "--tranh:block"));
    assert_null(strstr(buf_str(&usual), "--tranh"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(style_sheet_has_the_colours_of_the_built_in_brand),
        cmocka_unit_test(options_of_the_bar_have_them_too),
        cmocka_unit_test(days_of_mourning_show_no_banner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
