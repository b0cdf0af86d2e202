/* A register as a table of an office, read into lines of an import. */
#include "bulk/register_table.h"

#include "failing_memory.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA = 16 * 1024 * 1024 };

static const char head[] = "Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu;Căn cứ;Số trang;Liên kết\n";

/* Reads a table in the arena; the caller ends it. */
static enum err read_table(struct arena *arena, const char *text, size_t length, struct register_table *table)
{
    struct reply reply = {.arena = arena, .lang = LANG_EN};
    *table = (struct register_table){.rows = 0};
    return register_table_read(arena, &reply, text, length, 20260101, table);
}

static void end_table(struct register_table *table)
{
    buf_done(&table->lines);
    json_decref(table->owned);
}

/* Whichever allocation fails, no line comes without a part of it. */
static void a_table_is_read_whole_or_refused_when_memory_ends(void **state)
{
    char text[1024];
    struct register_table table;
    size_t refused = 0;
    (void)state;
    snprintf(text, sizeof text, "%s%s", head,
             "7/QĐ;05/02/2024;Ủy ban nhân dân xã;Giá nước;1/QĐ;12;https://example.vn/7\n"
             "8/QĐ;06/02/2024;Ủy ban nhân dân xã;Giá điện;2/QĐ;13;https://example.vn/8\n");
    struct arena *arena = arena_new(ARENA);
    assert_int_equal(read_table(arena, text, strlen(text), &table), ERR_OK);
    assert_int_equal(table.faults_in_all, 0);
    char *whole = strdup(buf_str(&table.lines));
    assert_non_null(strstr(whole, "example.vn/8"));
    end_table(&table);
    arena_free(arena);
    bool is_failing = true;
    for (int step = 1; is_failing; step++) {
        arena = arena_new(ARENA);
        failing_memory_arm(step);
        enum err err = read_table(arena, text, strlen(text), &table);
        is_failing = failing_memory_disarm();
        refused += err == ERR_MEMORY;
        if (err != ERR_MEMORY) {
            assert_int_equal(err, ERR_OK);
            assert_string_equal(buf_str(&table.lines), whole);
        }
        end_table(&table);
        arena_free(arena);
    }
    assert_true(refused > 20);
    free(whole);
}

/* What the portal does not hold is said in its own words, one a line or behind semicolons. */
static void a_column_of_laws_becomes_the_further_basis(void **state)
{
    static const char text[] = "Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu;Căn cứ pháp lý\n"
                               "7/QĐ;05/02/2024;UBND xã;Giá nước;\"Luật Giá 2023; Nghị định "
                               "85/2024/NĐ-CP\n Luật Thủy lợi ;;\"\n"
                               "8/QĐ;05/02/2024;UBND xã;Giá điện;\n";
    struct register_table table;
    (void)state;
    struct arena *arena = arena_new(ARENA);
    assert_int_equal(read_table(arena, text, sizeof text - 1, &table), ERR_OK);
    assert_int_equal(table.faults_in_all, 0);
    assert_string_equal(table.members[4], "facts.law");
    assert_int_equal(table.shown_count, 2);
    json_t *law = json_object_get(json_object_get(table.shown[0], "facts"), "law");
    assert_int_equal(json_array_size(law), 3);
    assert_string_equal(json_string_value(json_array_get(law, 0)), "Luật Giá 2023");
    assert_string_equal(json_string_value(json_array_get(law, 1)), "Nghị định 85/2024/NĐ-CP");
    assert_string_equal(json_string_value(json_array_get(law, 2)), "Luật Thủy lợi");
    assert_null(json_object_get(json_object_get(table.shown[1], "facts"), "law"));
    end_table(&table);
    arena_free(arena);
}

static void empty_lines_take_no_memory(void **state)
{
    enum { LINES = 4 * 1024 * 1024 };
    struct register_table table;
    (void)state;
    char *text = malloc(sizeof head + LINES);
    memcpy(text, head, sizeof head - 1);
    memset(text + sizeof head - 1, '\n', LINES);
    struct arena *arena = arena_new(ARENA);
    /* There is no record. */
    assert_int_equal(read_table(arena, text, sizeof head - 1 + LINES, &table), ERR_INPUT);
    assert_false(arena_failed(arena));
    end_table(&table);
    arena_free(arena);
    free(text);
}

static void many_records_find_a_number_that_stood_before(void **state)
{
    enum { RECORDS = 3000 };
    auto_buf struct buf text = BUF(1024 * 1024);
    struct register_table table;
    (void)state;
    buf_text(&text, "Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu\n");
    for (int i = 0; i <= RECORDS; i++)
        buf_printf(&text, "%d/QĐ;05/02/2024;Xã;Giá nước\n", i == RECORDS ? 17 : i + 1);
    struct arena *arena = arena_new(ARENA);
    assert_int_equal(read_table(arena, buf_str(&text), text.length, &table), ERR_OK);
    assert_int_equal(table.rows, RECORDS + 1);
    assert_int_equal(table.faults_in_all, 1);
    assert_int_equal(table.faults[0].line, RECORDS + 2);
    assert_non_null(strstr(table.faults[0].detail, "18"));
    end_table(&table);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_whole_or_refused_when_memory_ends),
        cmocka_unit_test(a_column_of_laws_becomes_the_further_basis),
        cmocka_unit_test(empty_lines_take_no_memory),
        cmocka_unit_test(many_records_find_a_number_that_stood_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
