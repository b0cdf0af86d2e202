/* The helper process: what comes out of it, and that nothing gets out of its children. */
#include "helper/helper.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

static int start(void **state)
{
    static const struct helper_programs programs = {"", "none", "auto", NULL};
    struct helper *helper;
    enum err err = helper_start(1, &(struct sandbox_user){.is_other = false}, &programs, &helper);
    *state = helper;
    return err;
}

static int stop(void **state)
{
    helper_stop(*state);
    return 0;
}

static void try_every_way_out(struct helper *helper, bool has_peer)
{
    bool more = true, stopped;
    for (int way = 0; more; way++) {
        enum err err = helper_escape(helper, way, has_peer, &stopped, &more);
        if (err || stopped != (way != 0))
            fail_msg("way %d: %s, %s", way, err_type(err), stopped ? "stopped" : "not stopped");
    }
}

static void every_way_out_is_closed(void **state)
{
    try_every_way_out(*state, false);
}

static void every_way_out_is_closed_to_those_with_a_connection_too(void **state)
{
    try_every_way_out(*state, true);
}

/* A JPEG of bands of grey, `bands` of them from the left, its first row white. */
static size_t make_jpeg(int width, int height, unsigned char **ret_bytes)
{
    struct jpeg_compress_struct codec;
    struct jpeg_error_mgr errors;
    unsigned long size = 0;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_compress(&codec);
    *ret_bytes = NULL;
    jpeg_mem_dest(&codec, ret_bytes, &size);
    codec.image_width = (JDIMENSION)width;
    codec.image_height = (JDIMENSION)height;
    codec.input_components = 1;
    codec.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&codec);
    jpeg_start_compress(&codec, TRUE);
    JSAMPLE *row = calloc(1, (size_t)width);
    assert_non_null(row);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            row[x] = (JSAMPLE)(y < height / 2 ? 255 : x < width / 2 ? 128 : 0);
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    free(row);
    return size;
}

static struct renditions render(struct helper *helper, struct arena *arena, const void *bytes, size_t size,
                                int orientation)
{
    struct picture_facts facts;
    struct renditions renditions = {.count = 0};
    assert_int_equal(picture_measure(bytes, size, &facts), ERR_OK);
    facts.orientation = orientation;
    if (orientation >= 5) {
        int side = facts.width;
        facts.width = facts.height;
        facts.height = side;
    }
    enum err err = helper_render(helper, &facts, bytes, size, arena, &renditions);
    if (err)
        fail_msg("%s", err_type(err));
    return renditions;
}

static void pictures_come_in_four_widths_and_are_never_enlarged(void **state)
{
    static const struct {
        int width, height;
        int widths[5];
    } cases[] = {
        {4000, 3000, {320, 640, 960, 1280}},
        {1280, 720, {320, 640, 960, 1280}},
        {800, 600, {320, 640, 800}},
        {1000, 10, {320, 640, 1000}},
        {320, 200, {320}},
        {330, 200, {330}},
        {17, 900, {17}},
        {1, 1, {1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        unsigned char *bytes;
        size_t size = make_jpeg(cases[i].width, cases[i].height, &bytes), count = 0;
        struct renditions got = render(*state, arena, bytes, size, 1);
        free(bytes);
        for (; count < 5 && cases[i].widths[count]; count++) {
            int width = cases[i].widths[count];
            long height = ((long)cases[i].height * width + cases[i].width / 2) / cases[i].width;
            assert_int_equal(got.items[count].width, width);
            assert_in_range(got.items[count].height, height ? height - 1 : 1, height + 1);
        }
        assert_int_equal(got.count, count);
    }
}

/* The grey at a place given in halves: 0 the first, 1 the second. */
static int grey_at(const struct rendition *rendition, int right, int low)
{
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, rendition->jpeg, rendition->jpeg_size);
    jpeg_read_header(&codec, TRUE);
    codec.out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(&codec);
    JSAMPLE *row = calloc(1, codec.output_width);
    assert_non_null(row);
    for (unsigned y = 0; y <= codec.output_height * (low ? 3 : 1) / 4; y++)
        jpeg_read_scanlines(&codec, &row, 1);
    int grey = row[codec.output_width * (right ? 3 : 1) / 4];
    jpeg_destroy_decompress(&codec);
    free(row);
    return grey;
}

static void all_eight_orientations_stand_upright(void **state)
{
    /* Stored: white above, grey low left, black low right. Where black and grey then are, as {right, low}. */
    static const struct {
        int black[2], grey[2];
    } places[9] = {{{0, 0}, {0, 0}}, {{1, 1}, {0, 1}}, {{0, 1}, {1, 1}}, {{0, 0}, {1, 0}}, {{1, 0}, {0, 0}},
                   {{1, 1}, {1, 0}}, {{0, 1}, {0, 0}}, {{0, 0}, {0, 1}}, {{1, 0}, {1, 1}}};
    unsigned char *bytes;
    size_t size = make_jpeg(400, 200, &bytes);
    for (int orientation = 1; orientation <= 8; orientation++) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        struct renditions got = render(*state, arena, bytes, size, orientation);
        const struct rendition *last = &got.items[got.count - 1];
        assert_int_equal(last->width, orientation < 5 ? 400 : 200);
        assert_int_equal(last->height, orientation < 5 ? 200 : 400);
        int black = grey_at(last, places[orientation].black[0], places[orientation].black[1]);
        int grey = grey_at(last, places[orientation].grey[0], places[orientation].grey[1]);
        if (black > 20 || grey < 108 || grey > 148)
            fail_msg("orientation %d: black %d, grey %d", orientation, black, grey);
    }
    free(bytes);
}

static void lists_get_three_to_two_around_the_focus(void **state)
{
    static const struct {
        int width, height;
        struct focus focus;
        struct crop crop; /* all 0: the whole will do */
    } cases[] = {
        {1280, 720, {500, 500}, {100, 0, 1080, 720}},
        {1280, 720, {0, 0}, {0, 0, 1080, 720}},
        {1280, 720, {1000, 0}, {200, 0, 1080, 720}},
        {600, 900, {500, 333}, {0, 100, 600, 400}},
        {600, 900, {500, 1000}, {0, 500, 600, 400}},
        {1200, 800, {0, 0}, {0}},
        {1200, 820, {0, 0}, {0}},
        {40, 400, {0, 0}, {0}},
        {1000, 48, {500, 500}, {464, 0, 72, 48}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct crop crop = {0};
        assert_int_equal(crop_find(cases[i].width, cases[i].height, cases[i].focus, &crop),
                         cases[i].crop.width > 0);
        assert_memory_equal(&crop, &cases[i].crop, sizeof crop);
    }
    assert_int_equal(focus_default(600, 900).y, 333);
    assert_int_equal(focus_default(900, 600).y, 500);
}

static void another_focus_shows_another_part(void **state)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    struct picture_facts facts;
    struct renditions cut;
    unsigned char *bytes;
    /* White above, below grey at the left and black at the right. */
    size_t size = make_jpeg(900, 300, &bytes);
    struct renditions got = render(*state, arena, bytes, size, 1);
    free(bytes);
    assert_int_equal(got.crop_count, 2);
    assert_int_equal(got.crops[0].width, 320);
    assert_int_equal(got.crops[0].height, 213);
    assert_int_equal(got.crops[1].width, 450);
    assert_in_range(grey_at(&got.crops[0], 0, 1), 108, 148);
    assert_in_range(grey_at(&got.crops[0], 1, 1), 0, 20);
    /* From the rendition, as when somebody chooses a point later. */
    const struct rendition *widest = &got.items[got.count - 1];
    assert_int_equal(picture_measure(widest->webp, widest->webp_size, &facts), ERR_OK);
    assert_int_equal(
        helper_crop(*state, &facts, (struct focus){1000, 0}, widest->webp, widest->webp_size, arena, &cut),
        ERR_OK);
    assert_int_equal(cut.count, 0);
    assert_int_equal(cut.crop_count, 2);
    assert_in_range(grey_at(&cut.crops[0], 0, 1), 0, 20);
}

static void a_picture_without_its_last_two_bytes_is_whole(void **state)
{
    unsigned char *bytes;
    size_t size = make_jpeg(400, 200, &bytes);
    for (int cut = 0; cut <= 2; cut++) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        struct renditions got = render(*state, arena, bytes, size - (size_t)cut, 1);
        assert_int_equal(got.is_cut, cut > 0);
    }
    free(bytes);
}

/* A PNG of one grey whose light is the number to the power of `gamma`, with 8 or 16 bits. */
static size_t make_png(int grey, double gamma, int depth, unsigned char *bytes, size_t room)
{
    enum { SIDE = 32 };
    unsigned char row[SIDE * 3 * 2];
    FILE *out = fmemopen(bytes, room, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    memset(row, grey, sizeof row);
    png_init_io(png, out);
    png_set_IHDR(png, info, SIDE, SIDE, depth, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_gAMA(png, info, gamma);
    png_write_info(png, info);
    for (int y = 0; y < SIDE; y++)
        png_write_row(png, row);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    size_t size = (size_t)ftell(out);
    fclose(out);
    return size;
}

static void a_png_in_linear_light_is_as_bright_as_it_is(void **state)
{
    /* Half of the light is 188 in sRGB; a twentieth, 62. */
    static const struct {
        double gamma;
        int depth, grey, shown;
    } cases[] = {{1.0, 8, 128, 188}, {1.0, 16, 128, 188}, {1.0, 16, 12, 61}, {1 / 2.2, 8, 128, 128}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        unsigned char bytes[4096];
        size_t size = make_png(cases[i].grey, cases[i].gamma, cases[i].depth, bytes, sizeof bytes);
        struct renditions got = render(*state, arena, bytes, size, 1);
        int shown = grey_at(&got.items[0], 0, 0);
        if (abs(shown - cases[i].shown) > 3)
            fail_msg("gamma %g, %d bits: %d is shown as %d", cases[i].gamma, cases[i].depth, cases[i].grey,
                     shown);
    }
}

static void a_picture_cut_anywhere_is_refused_and_the_helper_goes_on(void **state)
{
    unsigned char *bytes;
    size_t size = make_jpeg(64, 64, &bytes);
    for (size_t cut = 180; cut < size - 2; cut += 37) {
        auto_arena struct arena *arena = arena_new(64 << 20);
        struct picture_facts facts;
        struct renditions got;
        if (picture_measure(bytes, cut, &facts))
            continue;
        assert_int_equal(helper_render(*state, &facts, bytes, cut, arena, &got), ERR_INPUT);
    }
    auto_arena struct arena *arena = arena_new(64 << 20);
    assert_int_equal(render(*state, arena, bytes, size, 1).count, 1);
    free(bytes);
}

static void without_a_helper_nothing_is_decoded(void **state)
{
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct renditions got;
    const struct picture_facts facts = {.width = 1, .height = 1, .orientation = 1};
    (void)state;
    assert_int_equal(helper_render(NULL, &facts, "x", 1, arena, &got), ERR_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_out_is_closed),
        cmocka_unit_test(every_way_out_is_closed_to_those_with_a_connection_too),
        cmocka_unit_test(pictures_come_in_four_widths_and_are_never_enlarged),
        cmocka_unit_test(all_eight_orientations_stand_upright),
        cmocka_unit_test(lists_get_three_to_two_around_the_focus),
        cmocka_unit_test(another_focus_shows_another_part),
        cmocka_unit_test(a_picture_without_its_last_two_bytes_is_whole),
        cmocka_unit_test(a_png_in_linear_light_is_as_bright_as_it_is),
        cmocka_unit_test(a_picture_cut_anywhere_is_refused_and_the_helper_goes_on),
        cmocka_unit_test(without_a_helper_nothing_is_decoded),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
