/* Old encodings: recognised, converted, and never mistaken for anything else. */
#include "text/legacy.h"

#include "test.h"

#include <string.h>

static struct arena *arena;

static enum legacy find(const char *text, const char **converted, const char **preview)
{
    size_t length = 0;
    *converted = *preview = NULL;
    enum legacy legacy = legacy_find(text, strlen(text), arena, converted, &length, preview);
    if (legacy)
        assert_int_equal(strlen(*converted), length);
    return legacy;
}

static void each_old_encoding_is_recognised_and_converted(void **state)
{
    (void)state;
    const struct {
        enum legacy legacy;
        const char *text, *wanted;
    } cases[] = {
        {LEGACY_TCVN3, "ñy ban nh©n d©n huyÖn §øc Hßa", "ủy ban nhân dân huyện Đức Hòa"},
        {LEGACY_TCVN3, "KÕ ho¹ch ph¸t triÓn kinh tÕ - x· héi n¨m 2005; ®­êng giao th«ng",
         "Kế hoạch phát triển kinh tế - xã hội năm 2005; đường giao thông"},
        {LEGACY_TCVN3, "giao giÊy gi¶i giíi giê gi÷a gi­êng quÑo",
         "giao giấy giải giới giờ giữa giường quẹo"},
        /* A word that begins with å is no Vietnamese before. */
        {LEGACY_TCVN3, "Xe ån, ån µo", "Xe ồn, ồn ào"},
        {LEGACY_VNI, "UÛy ban nhaân daân huyeän Ñöùc Hoøa", "Ủy ban nhân dân huyện Đức Hòa"},
        {LEGACY_VNI, "Keá hoaïch phaùt trieån ñöôøng giao thoâng naêm 2005",
         "Kế hoạch phát triển đường giao thông năm 2005"},
        {LEGACY_VIQR, "U?y ban nha^n da^n huye^.n DDu+'c Ho`a", "Ủy ban nhân dân huyện Đức Hòa"},
        {LEGACY_CP1252, "á»§y ban nhÃ¢n dÃ¢n huyá»‡n", "ủy ban nhân dân huyện"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *converted, *preview;
        enum legacy legacy = find(cases[i].text, &converted, &preview);
        if (legacy != cases[i].legacy)
            fail_msg("%s: %s", cases[i].text, legacy_name(legacy));
        assert_string_equal(converted, cases[i].wanted);
        assert_non_null(preview);
    }
}

static void what_is_no_old_encoding_is_left_alone(void **state)
{
    (void)state;
    const char *const texts[] = {
        "Ủy ban nhân dân huyện Đức Hòa tổ chức hội nghị.",
        "Uy ban nhan dan huyen Duc Hoa to chuc hoi nghi.",
        "Plain English, isn't it? (Yes. It is.) a+b=c, x^2 and so on...",
        "Le maire a présenté le projet d'aménagement à l'école.",
        "Ông Nguyễn Văn A: café, résumé, naïve, São Paulo",
        "Кириллица и греческий: αβγ",
        "Hòa",
        "",
        "2023 – 120-KH/HU © ® § ¶",
        "Liên hệ: van.phong@vidu.vn hoặc https://vidu.vn/tin?id=5",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *converted, *preview;
        enum legacy legacy = find(texts[i], &converted, &preview);
        if (legacy)
            fail_msg("%s: %s %s", texts[i], legacy_name(legacy), converted);
    }
    const char *converted, *preview;
    size_t length;
    assert_int_equal(legacy_find("\xff\xfe", 2, arena, &converted, &length, &preview), LEGACY_NONE);
}

static void only_the_paragraphs_in_it_are_converted(void **state)
{
    (void)state;
    const char *converted, *preview;
    assert_int_equal(find("Hội nghị đã họp.\nñy ban nh©n d©n huyÖn\n\nHết.", &converted, &preview),
                     LEGACY_TCVN3);
    assert_string_equal(converted, "Hội nghị đã họp.\nủy ban nhân dân huyện\n\nHết.");
    assert_string_equal(preview, "ủy ban nhân dân huyện");
}

static void much_of_one_sign_is_no_burden(void **state)
{
    (void)state;
    static char text[65537];
    const char *converted, *preview;
    for (size_t i = 0; i + 2 <= sizeof text - 1; i += 2)
        memcpy(text + i, "\u00AD", 2);
    find(text, &converted, &preview);
    for (size_t i = 0; i + 3 <= sizeof text - 1; i += 3)
        memcpy(text + i, "\u00AD ", 3);
    find(text, &converted, &preview);
    assert_false(arena_failed(arena));
}

/* The page as it should be; NULL where nothing was lost for certain. */
static void restored(const char *text, const char *wanted)
{
    auto_buf struct buf out = BUF(4096);
    bool is_restored = legacy_restore_horns(text, strlen(text), &out);
    assert_int_equal(is_restored, wanted != NULL);
    if (wanted)
        assert_string_equal(buf_str(&out), wanted);
}

static void a_letter_that_was_lost_on_the_way_comes_back(void **state)
{
    (void)state;
    restored("đờng liên phờng đợc rợu phơng", "đường liên phường được rượu phương");
    restored("trởng phòng hớng dẫn ngời dân, cả nớc; ngời nh sau: hai mơi.",
             "trưởng phòng hướng dẫn người dân, cả nước; người như sau: hai mươi.");
    /* What names a place in a law, or shortens a word, is no word that lost a letter. */
    restored("đợc nêu ở điểm c, s, t khoản 2; tr. 12, 5th, xe lu, ngời đi đờng",
             "được nêu ở điểm c, s, t khoản 2; tr. 12, 5th, xe lu, người đi đường");
    /* What is a word as it stands is left, and so is what counts something. */
    restored("trờng đờng sơn lớp mới cha ma\nc) t. hơn c", "trường đường sơn lớp mới cha ma\nc) t. hơn c");
    /* One ư that is there shows that none was lost: words that are right stay. */
    restored("trờng đờng rạng ngời như mơi", "trường đường rạng ngời như mơi");
    restored("đờng", NULL);
    restored("đường phường được người", NULL);
    restored("sáng ngời", NULL);
    restored("", NULL);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_old_encoding_is_recognised_and_converted, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_old_encoding_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(only_the_paragraphs_in_it_are_converted, setup, teardown),
        cmocka_unit_test(a_letter_that_was_lost_on_the_way_comes_back),
        cmocka_unit_test_setup_teardown(much_of_one_sign_is_no_burden, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
