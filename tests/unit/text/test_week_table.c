/* Weeks as offices write them, in the shapes that their tables have, become events; what is none comes back.
 */
#include "text/week_table.h"

#include "base/buf.h"
#include "test.h"

#include <string.h>

enum { MONDAY = 20261130 };

/* Everything that was understood, a line each, and what was not behind "?". */
static const char *week_seen(struct arena *arena, const char *text)
{
    struct week_table table;
    const char *seen = "";
    assert_int_equal(week_table_read(arena, text, MONDAY, &table), ERR_OK);
    for (size_t i = 0; i < table.item_count; i++) {
        const struct week_item *item = &table.items[i];
        seen = arena_printf(arena, "%s%d", seen, (int)(item->day % 10000));
        seen = item->is_all_day
                   ? arena_printf(arena, "%s ngày", seen)
                   : arena_printf(arena, "%s %02d:%02d", seen, item->start / 60, item->start % 60);
        if (item->end >= 0)
            seen = arena_printf(arena, "%s-%02d:%02d", seen, item->end / 60, item->end % 60);
        seen = arena_printf(arena, "%s%s%s %s", seen, item->is_time_guessed ? "~" : "",
                            item->is_day_odd ? "!" : "", item->what);
        if (item->chair)
            seen = arena_printf(arena, "%s |chủ trì %s", seen, item->chair);
        if (item->place)
            seen = arena_printf(arena, "%s |tại %s", seen, item->place);
        if (item->who)
            seen = arena_printf(arena, "%s |gồm %s", seen, item->who);
        if (item->unit)
            seen = arena_printf(arena, "%s |lo %s", seen, item->unit);
        seen = arena_printf(arena, "%s\n", seen);
    }
    for (size_t i = 0; i < table.left_count; i++)
        seen = arena_printf(arena, "%s?%d %s\n", seen, (int)table.lefts[i].line, table.lefts[i].text);
    return seen;
}

static void assert_week(const char *text, const char *wanted)
{
    auto_arena struct arena *arena = arena_new(16 * 1024 * 1024);
    assert_non_null(arena);
    assert_string_equal(week_seen(arena, text), wanted);
}

static void a_table_of_seven_columns(void **state)
{
    (void)state;
    assert_week(
        "Thứ, ngày\tBuổi\tThời gian\tNội dung công việc\tChủ trì\tĐịa điểm\tThành phần\n"
        "\"Thứ Hai\n30/11\"\tSáng\t8h00\tHọp giao ban\tĐ/c Chủ tịch\tPhòng họp số 1\t\"Trưởng các phòng\nVăn "
        "phòng\"\n"
        "\tChiều\t14 giờ 30\tTiếp công dân\tĐ/c Phó Chủ tịch\tTrụ sở tiếp dân\t\n"
        "\"Thứ Ba\n01/12\"\tSáng\t7g30 - 10h00\tKiểm tra đê\t\tThôn Nà Phai\t\n",
        "1130 08:00 Họp giao ban |chủ trì Đ/c Chủ tịch |tại Phòng họp số 1 |gồm Trưởng các phòng; Văn phòng\n"
        "1130 14:30 Tiếp công dân |chủ trì Đ/c Phó Chủ tịch |tại Trụ sở tiếp dân\n"
        "1201 07:30-10:00 Kiểm tra đê |tại Thôn Nà Phai\n");
}

static void times_that_stand_in_the_words(void **state)
{
    (void)state;
    assert_week("Ngày\tBuổi\tNội dung\tChủ trì\n"
                "Thứ 2 (30/11)\tSáng\t\"- 8h00: Họp Thường trực\n- Từ 9h30 đến 11h, làm việc với Phòng Kinh "
                "tế\"\t\"Bí thư\nChủ tịch\"\n"
                "\tChiều\t2h: Dự hội nghị trực tuyến\tPhó Chủ tịch\n",
                "1130 08:00 Họp Thường trực |chủ trì Bí thư\n"
                "1130 09:30-11:00 làm việc với Phòng Kinh tế |chủ trì Chủ tịch\n"
                "1130 14:00 Dự hội nghị trực tuyến |chủ trì Phó Chủ tịch\n");
}

static void halves_of_the_day_as_columns(void **state)
{
    (void)state;
    assert_week(
        "Thứ/ngày\tSáng\tChiều\n"
        "Thứ Tư, 02/12/2026\tHọp HĐND xã\t\"13h30: Kiểm tra trường học\n15h00: Họp Ban Quản lý dự án\"\n"
        "Thứ Năm, 03/12/2026\t\tLàm việc tại trụ sở\n",
        "1202 08:00~ Họp HĐND xã\n1202 13:30 Kiểm tra trường học\n1202 15:00 Họp Ban Quản lý dự án\n"
        "1203 14:00~ Làm việc tại trụ sở\n");
}

static void days_as_columns(void **state)
{
    (void)state;
    assert_week("Buổi\tThứ Hai (30/11)\tThứ Ba (01/12)\tThứ Tư (02/12)\n"
                "Sáng\t8h00 Giao ban\t\t7h30 Tiếp công dân\n"
                "Chiều\t\t14h00 Họp chi bộ\t\n",
                "1130 08:00 Giao ban\n1202 07:30 Tiếp công dân\n1201 14:00 Họp chi bộ\n");
}

static void a_title_that_says_which_week(void **state)
{
    (void)state;
    assert_week("LỊCH CÔNG TÁC TUẦN 50\n(Từ ngày 07/12/2026 đến ngày 13/12/2026)\n"
                "Thứ\tGiờ\tNội dung\tĐịa điểm\n"
                "Hai\t08:00\tx\ty\n"
                "Thứ Sáu\t14:00-16:30\tHội nghị tổng kết\tHội trường\n"
                "Chủ nhật\t\tTrực cơ quan\t\n",
                "1211 14:00-16:30 Hội nghị tổng kết |tại Hội trường\n1213 ngày~ Trực cơ quan\n?4 Hai | 08:00 "
                "| x | y\n");
}

static void rows_that_span_the_table_name_the_day(void **state)
{
    (void)state;
    assert_week("Thời gian\tNội dung\tThành phần\n"
                "Thứ Hai, ngày 30 tháng 11 năm 2026\n"
                "8h00\tHọp giao ban\tToàn cơ quan\n"
                "Cả ngày\tTập huấn chuyển đổi số\t\n"
                "Thứ Ba, ngày 01 tháng 12 năm 2026\t\t\n"
                "14h00\tThẩm định hồ sơ\tPhòng Tư pháp\n",
                "1130 08:00 Họp giao ban |gồm Toàn cơ quan\n1130 ngày Tập huấn chuyển đổi số\n"
                "1201 14:00 Thẩm định hồ sơ |gồm Phòng Tư pháp\n");
}

static void no_table_but_lines(void **state)
{
    (void)state;
    assert_week(
        "Lịch làm việc tuần từ 30/11/2026\n\n"
        "Thứ Hai (30/11):\n"
        "- Sáng: 8h00, họp giao ban. Chủ trì: ông Nông Văn Đoàn. Địa điểm: Phòng họp số 1\n"
        "- 14 giờ 00: tiếp công dân\n"
        "Thứ Ba (01/12)\n"
        "+ Chiều: Sáng kiến cải cách hành chính\n"
        "Nơi nhận: các phòng\n",
        "1130 08:00 họp giao ban |chủ trì ông Nông Văn Đoàn |tại Phòng họp số 1\n"
        "1130 14:00 tiếp công dân\n1201 14:00~ Sáng kiến cải cách hành chính\n?8 Nơi nhận: các phòng\n");
}

static void merged_cells_that_the_text_leaves_out(void **state)
{
    (void)state;
    assert_week("Ngày\tBuổi\tGiờ\tNội dung\tChủ trì\n"
                "T2 30/11\tSáng\t8h\tHọp A\tÔng An\n"
                "9h30\tHọp B\tBà Bình\n"
                "Chiều\t14h\tHọp C\tÔng Chi\n",
                "1130 08:00 Họp A |chủ trì Ông An\n1130 09:30 Họp B |chủ trì Bà Bình\n1130 14:00 Họp C |chủ "
                "trì Ông Chi\n");
}

static void heads_of_many_words_and_halves_of_one_letter(void **state)
{
    (void)state;
    assert_week(
        "TT\tNgày, tháng\tBuổi\tNội dung công việc trong tuần\tLãnh đạo chủ trì, tham dự\tĐơn vị thực hiện\n"
        "1\t30/11\tS\t13h30’ Chuẩn bị nội dung kỳ họp\tÔng An\tThành phần theo giấy mời\n"
        "2\t30/11\tC\tKiểm tra PCCC\tBà Bình\t\n",
        "1130 13:30 Chuẩn bị nội dung kỳ họp |chủ trì Ông An |gồm Thành phần theo giấy mời\n"
        "1130 14:00~ Kiểm tra PCCC |chủ trì Bà Bình\n");
}

static void a_row_without_a_head_is_none(void **state)
{
    (void)state;
    assert_week(
        "30/11\t8h00\tChuẩn bị nội dung kỳ họp\n\t14h\tHọp với thành phần mở rộng, địa điểm báo sau\n",
        "1130 08:00 Chuẩn bị nội dung kỳ họp\n1130 14:00 Họp với thành phần mở rộng, địa điểm báo sau\n");
}

static void columns_that_nobody_knows_come_back(void **state)
{
    (void)state;
    assert_week(
        "Ngày\tNội dung\tGhi chú\tXe\n30/11\t8h00 Họp\tMang theo báo cáo\t\n01/12\t9h00 Đi\t\t12A-001.23\n",
        "1130 08:00 Họp\n1201 09:00 Đi\n?2 Mang theo báo cáo\n?3 12A-001.23\n");
}

static void dates_of_another_year_and_days_that_do_not_fit(void **state)
{
    (void)state;
    assert_week("Ngày\tNội dung\n"
                "Thứ Sáu 01/01\tNghỉ Tết Dương lịch\n"
                "Thứ Hai 01/12\tHọp\n"
                "31/02\tkhông có ngày này\n",
                "101 ngày~ Nghỉ Tết Dương lịch\n1201 ngày~! Họp\n?4 31/02 | không có ngày này\n");
}

static void what_is_no_table_comes_back_and_is_counted(void **state)
{
    (void)state;
    assert_week("Kính gửi: các đồng chí\n\"Chưa đóng\tngoặc\n",
                "?1 Kính gửi: các đồng chí\n?2 \"Chưa đóng | ngoặc\n");
    assert_week("", "");
    assert_week("\t\t\n \n", "");
}

static void several_times_in_a_cell_are_paired_by_line(void **state)
{
    (void)state;
    assert_week("Ngày\tGiờ\tNội dung\tChủ trì\n"
                "30/11\t\"8h00\n14h00 - 16h00\"\t\"Họp A\nHọp B\"\t\"Ông An\nBà Bình\"\n"
                "01/12\t\"Sáng: 8h00\nChiều: 2h00\"\t\"- Họp C\n- Họp D\"\tÔng Chi\n"
                "02/12\t\"8h00\n14h00\"\tTập huấn\t\n"
                "03/12\t8h00 và 14h00\tHọp E\t\n",
                "1130 08:00 Họp A |chủ trì Ông An\n1130 14:00-16:00 Họp B |chủ trì Bà Bình\n"
                "1201 08:00 Họp C |chủ trì Ông Chi\n1201 14:00 Họp D |chủ trì Ông Chi\n"
                "1202 08:00 Tập huấn\n1203 08:00 Họp E\n?9 14h00\n?11 và 14h00\n");
}

static void what_stands_beside_a_day_or_a_time_comes_back(void **state)
{
    (void)state;
    assert_week("Ngày\tBuổi\tGiờ\tNội dung\tGhi chú\tXe\n"
                "Thứ Hai 30/11 (trực: ông B)\tSáng, xem thêm\t8h00 tại Hội trường\tHọp\tMang sổ\t12A\n"
                "Thứ Ba - Thứ Năm\t\t9h00\tTập huấn\t\t\n"
                "Thứ Sáu\t-\t14h00 - 8h00\tHọp\t\t\n",
                "1130 08:00 Họp\n1201 09:00 Tập huấn\n1204 14:00 Họp\n"
                "?2 trực: ông B) | Sáng, xem thêm | tại Hội trường | Mang sổ | 12A\n?3 Thứ Năm\n?4 8h00\n");
}

static void a_line_of_two_times_comes_back(void **state)
{
    (void)state;
    assert_week("Thứ Hai (30/11):\n- 14h00 - 8h00: Họp\n- 8h00, 14h00: Họp\n- 8h00 - 9h00: Họp\n",
                "1130 08:00-09:00 Họp\n?2 14h00 - 8h00: Họp\n?3 8h00, 14h00: Họp\n");
}

static void of_a_cell_with_too_much_the_rest_is_told(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(16 * 1024 * 1024);
    const char *text = "Ngày\tNội dung\n30/11\t\"";
    struct week_table table;
    for (int i = 1; i <= 42; i++)
        text = arena_printf(arena, "%s- việc %d\n", text, i);
    text = arena_printf(arena, "%s\"\n", text);
    assert_int_equal(week_table_read(arena, text, MONDAY, &table), ERR_OK);
    assert_int_equal(table.item_count, 40);
    assert_int_equal(table.left_count, 1);
    assert_string_equal(table.lefts[0].text, "việc 40 việc 41 việc 42");
}

/* Many columns of many lines beside long cells. */
static void a_wide_table_takes_no_more_memory_than_its_size_lets_think(void **state)
{
    (void)state;
    enum { SIZE = 80 * 1024, WIDE = 28, LINES = 40, LONG = 4000 };
    auto_arena struct arena *arena = arena_new(32 * 1024 * 1024);
    auto_buf struct buf text = BUF(4 * SIZE);
    struct week_table table;
    buf_text(&text, "Ngày\tChủ trì\tĐịa điểm\tThành phần");
    for (int i = 0; i < WIDE; i++)
        buf_text(&text, "\tNội dung");
    while (text.length < SIZE) {
        buf_text(&text, "\n30/11");
        for (int i = 0; i < 3; i++) {
            buf_char(&text, '\t');
            for (int k = 0; k < LONG; k++)
                buf_char(&text, 'x');
        }
        for (int i = 0; i < WIDE; i++) {
            buf_text(&text, "\t\"");
            for (int k = 0; k < LINES; k++)
                buf_text(&text, "- a\n");
            buf_char(&text, '"');
        }
    }
    buf_char(&text, '\n');
    assert_int_equal(week_table_read(arena, buf_str(&text), MONDAY, &table), ERR_OK);
    assert_int_equal(table.item_count, WEEK_ITEMS_MAX);
    assert_true(table.is_cut);
}

static void a_text_of_any_length_ends(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(512 * 1024 * 1024);
    struct week_table table;
    static char text[WEEK_TEXT_MAX + 1];
    static const char row[] = "30/11\t8h00: x\n";
    size_t length = strlen("Ngày\tNội dung\n");
    memcpy(text, "Ngày\tNội dung\n", length);
    for (; length + sizeof row < sizeof text; length += sizeof row - 1)
        memcpy(text + length, row, sizeof row - 1);
    assert_int_equal(week_table_read(arena, text, MONDAY, &table), ERR_OK);
    assert_int_equal(table.item_count, WEEK_ITEMS_MAX);
    assert_true(table.is_cut);
    memset(text, '"', WEEK_TEXT_MAX);
    assert_int_equal(week_table_read(arena, text, MONDAY, &table), ERR_OK);
    for (size_t i = 0; i + 1 < WEEK_TEXT_MAX; i += 2)
        memcpy(text + i, i % 3 ? "\"\n" : "x\t", 2);
    assert_int_equal(week_table_read(arena, text, MONDAY, &table), ERR_OK);
    assert_int_equal(table.left_count, WEEK_LEFT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_of_seven_columns),
        cmocka_unit_test(times_that_stand_in_the_words),
        cmocka_unit_test(halves_of_the_day_as_columns),
        cmocka_unit_test(days_as_columns),
        cmocka_unit_test(a_title_that_says_which_week),
        cmocka_unit_test(rows_that_span_the_table_name_the_day),
        cmocka_unit_test(no_table_but_lines),
        cmocka_unit_test(merged_cells_that_the_text_leaves_out),
        cmocka_unit_test(heads_of_many_words_and_halves_of_one_letter),
        cmocka_unit_test(a_row_without_a_head_is_none),
        cmocka_unit_test(columns_that_nobody_knows_come_back),
        cmocka_unit_test(dates_of_another_year_and_days_that_do_not_fit),
        cmocka_unit_test(what_is_no_table_comes_back_and_is_counted),
        cmocka_unit_test(several_times_in_a_cell_are_paired_by_line),
        cmocka_unit_test(what_stands_beside_a_day_or_a_time_comes_back),
        cmocka_unit_test(a_line_of_two_times_comes_back),
        cmocka_unit_test(of_a_cell_with_too_much_the_rest_is_told),
        cmocka_unit_test(a_wide_table_takes_no_more_memory_than_its_size_lets_think),
        cmocka_unit_test(a_text_of_any_length_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
