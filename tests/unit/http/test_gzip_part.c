/* Parts that were compressed by themselves are one gzip body, whichever stand in it and in what order. */
#include "http/gzip_part.h"

#include "test.h"

#include <string.h>
#include <zlib.h>

/* What a reader makes of the body. */
static void assert_is(const struct buf *packed, const char *text, size_t size)
{
    enum { MOST = 4 * 1024 * 1024 };
    auto_free unsigned char *room = malloc(MOST);
    z_stream state = {.next_in = (unsigned char *)packed->bytes,
                      .avail_in = (uInt)packed->length,
                      .next_out = room,
                      .avail_out = MOST};
    assert_int_equal(inflateInit2(&state, 15 + 16), Z_OK);
    assert_int_equal(inflate(&state, Z_FINISH), Z_STREAM_END);
    assert_int_equal(state.avail_in, 0);
    assert_int_equal(state.total_out, size);
    assert_memory_equal(room, text, size);
    inflateEnd(&state);
}

static void parts_in_any_order_are_one_body(void **state)
{
    static const char *const texts[] = {"{\"title\":\"Xã Mường Khoa gieo trồng\"}",
                                        "{\"title\":\"Xã Mường Khoa họp\"}", "x"};
    (void)state;
    for (size_t first = 0; first < 3; first++) {
        auto_buf struct buf text = BUF(10000), packed = BUF(10000);
        gzip_parts_begin(&packed);
        for (size_t i = 0; i < 6; i++) {
            const char *part = texts[(first + i) % 3];
            gzip_part(part, strlen(part), &packed);
            gzip_parts_plain(&packed, ",", 1);
            buf_printf(&text, "%s,", part);
        }
        gzip_parts_end(&packed, buf_str(&text), text.length);
        assert_false(buf_failed(&packed));
        assert_is(&packed, buf_str(&text), text.length);
    }
}

static void parts_of_any_size_are_whole(void **state)
{
    static const size_t sizes[] = {1, 2, 255, 65535, 65536, 1024 * 1024};
    auto_free char *bytes = malloc(1024 * 1024);
    uint32_t number = 1;
    (void)state;
    for (size_t i = 0; i < 1024 * 1024; i++) {
        number = number * 1664525 + 1013904223;
        bytes[i] = (char)(number >> 24);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        auto_buf struct buf packed = BUF(4 * 1024 * 1024);
        gzip_parts_begin(&packed);
        gzip_part(bytes, sizes[i], &packed);
        gzip_parts_end(&packed, bytes, sizes[i]);
        assert_false(buf_failed(&packed));
        assert_is(&packed, bytes, sizes[i]);
    }
}

static void what_finds_no_room_fails(void **state)
{
    auto_buf struct buf packed = BUF(20);
    (void)state;
    gzip_parts_begin(&packed);
    gzip_part("Xã Mường Khoa", strlen("Xã Mường Khoa"), &packed);
    assert_true(buf_failed(&packed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_in_any_order_are_one_body),
        cmocka_unit_test(parts_of_any_size_are_whole),
        cmocka_unit_test(what_finds_no_room_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
