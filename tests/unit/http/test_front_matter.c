/* Texts with front matter: what a person means is read, and what is a mistake is told in words. */
#include "sent.h"

#include <stdio.h>
#include <string.h>

static void front_matter_becomes_fields_and_the_rest_the_body(void **state)
{
    static const char text[] = "---\ntitle: \"Bài: một\"\ntags:\n  - xã\n  - nông thôn\nsource: {name: A, "
                               "url: 'https://a.vn'}\npinned: true\n"
                               "lead: >\n  hai\n  dòng\nempty: ~\n---\nThân *bài*\n---\n";
    struct sent sent = send_bytes("text/markdown", text, sizeof text - 1);
    (void)state;
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "title"), "Bài: một");
    assert_string_equal(field(&sent, "pinned"), "true");
    assert_string_equal(field(&sent, "lead"), "hai dòng\n");
    assert_string_equal(field(&sent, "empty"), "");
    assert_string_equal(field(&sent, "body"), "Thân *bài*\n---\n");
    assert_string_equal(field(&sent, "body_format"), "markdown");
    assert_int_equal(json_array_size(json_object_get(sent.submission.fields, "tags")), 2);
    const json_t *source = json_object_get(sent.submission.fields, "source");
    assert_string_equal(json_string_value(json_object_get(source, "url")), "https://a.vn");
    done(&sent);
}

static void front_matter_with_more_than_a_person_writes_is_refused(void **state)
{
    static const char *const bodies[] = {
        "---\ntitle: a\n",
        "---\na: &x 1\nb: *x\n---\n",
        "---\na: !!python/object x\n---\n",
        "---\na: 1\na: 2\n---\n",
        "---\na: {b: {c: 1}}\n---\n",
        "---\na: [[1]]\n---\n",
        "---\n- 1\n---\n",
        "---\njust words\n---\n",
        "---\na: \"\n---\n",
        "---\na: {b: 1, b: 2}\n---\n",
        "---\na: {b: [1], b: 2}\n---\n",
        "---\na: {b: 1, b: [2]}\n---\n",
        "---\na.b: 1\na.b: 2\n---\n",
        "---\na: {b: 1}\na.b: 2\n---\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        refused("text/markdown", bodies[i], strlen(bodies[i]), ERR_BAD_REQUEST);
    refused("text/markdown", "---\na: \xff\n---\n", 14, ERR_UTF8);
}

/* What stands between the hyphens gives this title. */
static void title_is(const char *matter, const char *title)
{
    char text[1024];
    int size = snprintf(text, sizeof text, "---\n%s\n---\nThân", matter);
    struct sent sent = send_bytes("text/markdown", text, (size_t)size);
    if (sent.err)
        print_error("%s: %s\n", matter, sent.reply.detail);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "title"), title);
    assert_string_equal(field(&sent, "body"), "Thân");
    done(&sent);
}

static void plain_values_are_taken_as_they_stand(void **state)
{
    static const char *const values[] = {
        "Bản tin #12 tháng 3",
        "Thông báo: lịch cắt điện",
        "Lịch họp: 8:00 - 9:30 #gấp",
        "[Khẩn] Cảnh báo mưa lũ",
        "{Dự thảo} Quy chế",
        "*Nóng* hôm nay",
        "&Co và đối tác",
        "! Chú ý",
        "100% hộ dân",
        "@xã Bình Gia",
        "`lệnh`",
        "- gạch đầu dòng",
        "? Hỏi đáp",
        ", phẩy",
        "| cột",
        "> trích dẫn",
        "a\\b \\n",
        "\"Xuân\" về bản",
        "'Tết' 'ta'",
        "Kết thúc:",
        "# thăng",
        "https://a.vn/b: c",
        "=",
        "%YAML",
        "yes",
        "1_000",
        "---x",
    };
    char matter[200];
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        snprintf(matter, sizeof matter, "title: %s\nstatus: draft", values[i]);
        title_is(matter, values[i]);
        snprintf(matter, sizeof matter, "status: draft\r\ntitle:\t%s \t\r", values[i]);
        title_is(matter, values[i]);
    }
}

static void values_over_several_lines_and_with_marks_are_yaml(void **state)
{
    (void)state;
    title_is("title: Một tiêu đề\n  dài: hai #dòng\nlead: x", "Một tiêu đề dài: hai #dòng");
    title_is("title:\n  Ở dòng dưới\n\tvà nữa\nlead: x", "Ở dòng dưới và nữa");
    title_is("title: >-\n  Gấp\n  lại\nlead: x", "Gấp lại");
    title_is("title: |\n\tMột\n\t\thai: #3\nlead: x", "Một\n    hai: #3\n");
    title_is("title: \"Hai\n  dòng \\\"ạ\\\"\" # ghi chú\nlead: x", "Hai dòng \"ạ\"");
    title_is("title: 'It''s'\nlead: x", "It's");
    title_is("# ghi chú\n\n  title:Không cách\n  lead: x", "Không cách");
    title_is("\"title\" : a\n", "a");
    title_is("title: a\x0C"
             "b\x08",
             "a\x0C"
             "b\x08");
    title_is("title: \"a\x0C\u2028\uFEFF\"", "a\x0C\u2028\uFEFF");
}

static void lists_and_names_below_a_name_are_read(void **state)
{
    static const char text[] =
        "\n \t\n---\ntitle: a\ntags:\n- Tin #1\n-\tb: c\n- \"d\"\nlist: [Tin #2, \"e, f\", g: h,]\n"
        "source:\n\tname: Báo: điện tử\n\turl: https://a.vn/#b\n---\nx";
    struct sent sent = send_bytes("text/markdown", text, sizeof text - 1);
    (void)state;
    assert_int_equal(sent.err, ERR_OK);
    static const char *const tags[] = {"Tin #1", "b: c", "d"}, *const list[] = {"Tin #2", "e, f", "g: h"};
    for (size_t i = 0; i < 3; i++) {
        json_t *fields = sent.submission.fields;
        assert_string_equal(json_string_value(json_array_get(json_object_get(fields, "tags"), i)), tags[i]);
        assert_string_equal(json_string_value(json_array_get(json_object_get(fields, "list"), i)), list[i]);
    }
    assert_int_equal(json_array_size(json_object_get(sent.submission.fields, "list")), 3);
    const json_t *source = json_object_get(sent.submission.fields, "source");
    assert_string_equal(json_string_value(json_object_get(source, "name")), "Báo: điện tử");
    assert_string_equal(json_string_value(json_object_get(source, "url")), "https://a.vn/#b");
    assert_string_equal(field(&sent, "body"), "x");
    done(&sent);
}

/* The detail in that language; of libraries' words there are none. */
static void says(const char *type, const char *body, enum lang lang, const char *words)
{
    static const char *const foreign[] = {"expected", "found", "mapping values", "scanning", "token",
                                          "near '",   "flow"};
    struct sent sent = {.arena = arena_new(1 << 20)};
    struct request request = {
        .arena = sent.arena, .content_type = type, .body = body, .body_size = strlen(body)};
    sent.reply = (struct reply){.arena = sent.arena, .lang = lang};
    sent.err = submission_read(&request, &sent.reply, &sent.submission);
    assert_int_not_equal(sent.err, ERR_OK);
    if (!strstr(sent.reply.detail, words))
        print_error("%s: %s\n", body, sent.reply.detail);
    assert_non_null(strstr(sent.reply.detail, words));
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        assert_null(strstr(sent.reply.detail, foreign[i]));
    done(&sent);
}

static void mistakes_are_told_with_their_line_in_words_of_the_reader(void **state)
{
    static const struct {
        const char *type, *body, *vi, *en;
    } mistakes[] = {
        {"text/markdown", "---\ntitle: a\nchữ trơ\n---\n", "dòng 3: dòng này phải có dạng",
         "line 3: the line must"},
        {"text/markdown", "\n---\ntitle: a\ntitle: b\n---\n", "dòng 4: tên «title» xuất hiện hai lần",
         "line 4"},
        {"text/markdown", "---\nlead: b\ntitle: \"a\nc: d\n---\n", "dòng 3: thiếu dấu nháy đóng",
         "line 3: the closing"},
        {"text/markdown", "---\nlead: b\ntags: [a, b\n---\n", "dòng 3: ngoặc", "line 3: brackets"},
        {"text/markdown", "---\ntitle: \"C:\\Xã\"\n---\n", "dòng 2: sau dấu \\", "line 2: a \\"},
        {"text/markdown", "---\na: 1\nb: !!binary x\n---\n", "dòng 3", "line 3: &, * and !"},
        {"text/markdown", "---\na: 1\n", "thiếu dòng ---", "the line --- that ends it"},
        {"application/json", "{\"a\":1,\n\"b\":", "dòng 2, cột 4: bị cắt giữa chừng", "ends too early"},
        {"application/json", "{\"a\":1} x", "còn chữ thừa", "follows the JSON object"},
        {"application/json", "{\"tên\":1,\n\"tên\":2}", "dòng 2, cột 5: tên «tên» xuất hiện hai lần",
         "“tên” appears twice"},
        {"application/json", "{\"a\":99999999999999999999}", "con số quá lớn", "too large"},
        {"application/json", "{\"a\":1e999}", "con số quá lớn", "too large"},
        {"application/json", "{\"a\":\"\\u0000\"}", "U+0000", "U+0000"},
        {"application/json", "{\"a\":\"C:\\x\"}", "sau dấu \\ chỉ được là", "may be followed by"},
        {"application/json", "{\"a\":\"\\ud800\"}", "đứng một mình", "stands alone"},
        {"application/json", "{\"a\":\"b\nc\"}", "viết \\n cho xuống dòng", "write \\n"},
        {"application/json", "{'a':1}", "không đúng cú pháp ở gần «'»", "not right near “'”"},
        {"application/json", "{\"a\" 1}", "ở gần «1»", "near “1”"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        says(mistakes[i].type, mistakes[i].body, LANG_VI, mistakes[i].vi);
        says(mistakes[i].type, mistakes[i].body, LANG_EN, mistakes[i].en);
    }
}

static void a_rule_at_the_beginning_is_no_front_matter(void **state)
{
    static const char rule[] = "\n---\nChữ thường\n\n---\nx";
    (void)state;
    struct sent sent = send_bytes("text/markdown", rule, sizeof rule - 1);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "body"), rule);
    done(&sent);
}

static void plain_text_is_a_body_of_its_own_format(void **state)
{
    static const char plain[] = "---\nChữ: không đóng\n", matter[] = "---\ntitle: Tin: #1\n---\nMột\nhai";
    (void)state;
    struct sent sent = send_bytes("text/plain; charset=utf-8", plain, sizeof plain - 1);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "body"), plain);
    assert_string_equal(field(&sent, "body_format"), "text");
    done(&sent);
    sent = send_bytes("text/plain", matter, sizeof matter - 1);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "title"), "Tin: #1");
    assert_string_equal(field(&sent, "body"), "Một\nhai");
    done(&sent);
}

static void texts_of_windows_are_read_by_their_mark_or_charset(void **state)
{
    static const char json[] = "\xEF\xBB\xBF{\"title\":\"Xã\"}",
                      utf16[] = "\xFF\xFE{\0\"\0t\0\"\0:\0\"\0\xE3\0\"\0}\0";
    (void)state;
    struct sent sent = send_bytes("application/json", json, sizeof json - 1);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "title"), "Xã");
    done(&sent);
    sent = send_bytes("application/json", utf16, sizeof utf16 - 1);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "t"), "ã");
    done(&sent);
    sent = send_bytes("text/html; charset=\"windows-1258\"", "Vi\xEA\xF2t", 5);
    assert_int_equal(sent.err, ERR_OK);
    assert_string_equal(field(&sent, "body"), "Viê\u0323t");
    done(&sent);
    refused("application/json", utf16 + 2, sizeof utf16 - 3, ERR_MEDIA_TYPE);
    refused("text/markdown; charset=koi8-r", "T\xEAn", 3, ERR_MEDIA_TYPE);
    refused("text/markdown; charset=windows-1258", "T\x8An", 3, ERR_UTF8);
    refused("text/markdown", "T\xEAn", 3, ERR_UTF8);
    says("text/markdown", "mot\nT\xEAn", LANG_VI, "byte thứ 6 (dòng 2, byte 2 của dòng)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_matter_becomes_fields_and_the_rest_the_body),
        cmocka_unit_test(front_matter_with_more_than_a_person_writes_is_refused),
        cmocka_unit_test(plain_values_are_taken_as_they_stand),
        cmocka_unit_test(values_over_several_lines_and_with_marks_are_yaml),
        cmocka_unit_test(lists_and_names_below_a_name_are_read),
        cmocka_unit_test(mistakes_are_told_with_their_line_in_words_of_the_reader),
        cmocka_unit_test(a_rule_at_the_beginning_is_no_front_matter),
        cmocka_unit_test(plain_text_is_a_body_of_its_own_format),
        cmocka_unit_test(texts_of_windows_are_read_by_their_mark_or_charset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
