/* Events as a calendar file: what of too many is in it, and under which names. */
#include "view/event.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

enum { EVENTS = 50 };

struct written {
    struct arena *arena;
    struct article articles[EVENTS];
    struct event events[EVENTS];
    struct buf out;
};

/* A calendar of EVENTS events, of which each has its number in its title, into so many bytes. */
static void write_calendar(struct written *written, const char *base, size_t most)
{
    const struct event_calendar calendar = {"0123456789abcdef", base, "Lịch", "vi"};
    written->arena = arena_new(1 << 20);
    written->out = BUF(most);
    for (size_t i = 0; i < EVENTS; i++) {
        written->articles[i] = (struct article){.id = (int64_t)i + 1,
                                                .version = 1,
                                                .kind = KIND_EVENT,
                                                .slug = "hop",
                                                .lang = "vi",
                                                .title = arena_printf(written->arena, "Họp %zu.", i)};
        written->events[i] = (struct event){.article = &written->articles[i], .start_ms = 1780000000000};
    }
    assert_int_equal(event_write_calendar(&written->out, written->arena, &calendar, written->events, EVENTS),
                     ERR_OK);
}

static void done(struct written *written)
{
    buf_done(&written->out);
    arena_free(written->arena);
}

static bool ends_well(const struct buf *out)
{
    static const char end[] = "END:VEVENT\r\nEND:VCALENDAR\r\n";
    size_t size = sizeof end - 1;
    return out->length > size && strcmp(buf_str(out) + out->length - size, end) == 0;
}

static void what_does_not_fit_is_left_out_and_the_rest_is_whole(void **state)
{
    struct written whole, part;
    (void)state;
    write_calendar(&whole, "", 1 << 20);
    assert_true(ends_well(&whole.out));
    assert_non_null(strstr(buf_str(&whole.out), "Họp 49."));
    for (size_t less = 1; less < 600; less += 37) {
        write_calendar(&part, "", whole.out.length - less);
        assert_true(ends_well(&part.out));
        assert_non_null(strstr(buf_str(&part.out), "Họp 0."));
        assert_null(strstr(buf_str(&part.out), "Họp 49."));
        done(&part);
    }
    /* Exactly as much as there is. */
    write_calendar(&part, "", whole.out.length);
    assert_string_equal(buf_str(&part.out), buf_str(&whole.out));
    done(&part);
    done(&whole);
}

static void an_event_keeps_its_name_wherever_the_portal_stands(void **state)
{
    static const char *const bases[] = {"", "https://xa.gov.vn", "http://127.0.0.1:8080"};
    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        struct written written;
        write_calendar(&written, bases[i], 1 << 20);
        assert_non_null(strstr(buf_str(&written.out), "\r\nUID:event-7@0123456789abcdef\r\n"));
        done(&written);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_fit_is_left_out_and_the_rest_is_whole),
        cmocka_unit_test(an_event_keeps_its_name_wherever_the_portal_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
