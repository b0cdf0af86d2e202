/* Pictures by their first bytes. */
#include "helper/picture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

struct sample {
    const char *bytes;
    size_t size;
};

static const struct sample png = {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\5\0\0\0\2\xd0\x08\2\0\0\0\0\0\0\0", 33};
static const struct sample jpeg = {"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x0b\x08\2\xd0\5\0\3xxx", 23};
/* Exif, big-endian, one entry: orientation 6. */
static const struct sample turned = {"\xff\xd8\xff\xe1\0\x22"
                                     "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
                                     "\xff\xc0\0\x0b\x08\2\xd0\5\0\3xxx",
                                     53};
static const struct sample lossy = {"RIFF\0\0\0\0WEBPVP8 \0\0\0\0xxx\x9d\1*\0\5\xd0\2", 30};
static const struct sample lossless = {"RIFF\0\0\0\0WEBPVP8L\0\0\0\0/\xff\xc4\xb3\0xxxxx", 30};
static const struct sample extended = {"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\xff\4\0\xcf\2\0", 30};

static void check(struct sample sample, const char *type, int width, int height)
{
    struct picture_facts facts;
    assert_int_equal(picture_measure(sample.bytes, sample.size, &facts), ERR_OK);
    assert_string_equal(facts.type, type);
    assert_int_equal(facts.width, width);
    assert_int_equal(facts.height, height);
}

static void type_and_size_are_read_from_the_header(void **state)
{
    (void)state;
    check(png, "image/png", 1280, 720);
    check(jpeg, "image/jpeg", 1280, 720);
    check(lossy, "image/webp", 1280, 720);
    check(lossless, "image/webp", 1280, 720);
    check(extended, "image/webp", 1280, 720);
}

static void a_picture_stored_on_its_side_is_measured_upright(void **state)
{
    (void)state;
    check(turned, "image/jpeg", 720, 1280);
}

static void a_header_cut_anywhere_is_damaged_and_never_read_past(void **state)
{
    const struct sample samples[] = {png, jpeg, turned, lossy, lossless, extended};
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        for (size_t size = 0; size < samples[i].size - 3; size++) {
            struct picture_facts facts;
            char *copy = malloc(size + 1); /* exactly as long, so that the sanitizer sees one byte too many */
            assert_non_null(copy);
            memcpy(copy, samples[i].bytes, size);
            char *tight = realloc(copy, size ? size : 1);
            enum err err = picture_measure(tight, size, &facts);
            assert_true(err == ERR_INPUT || err == ERR_MEDIA_TYPE);
            free(tight);
        }
    }
}

static void what_is_not_a_picture_is_another_type(void **state)
{
    static const char *const texts[] = {"",
                                        "GIF88a",
                                        "<svg xmlns='http://www.w3.org/2000/svg'/>",
                                        "%PDF-1.7",
                                        "BM",
                                        "\xff\xd8",
                                        "RIFF\1\2\3\4WAVEfmt ",
                                        "\x89PNG\r\n\x1a"};
    struct picture_facts facts;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(picture_measure(texts[i], strlen(texts[i]), &facts), ERR_MEDIA_TYPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(type_and_size_are_read_from_the_header),
        cmocka_unit_test(a_picture_stored_on_its_side_is_measured_upright),
        cmocka_unit_test(a_header_cut_anywhere_is_damaged_and_never_read_past),
        cmocka_unit_test(what_is_not_a_picture_is_another_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
