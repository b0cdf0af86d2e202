#include "text/slug.h"

#include "base/cleanup.h"
#include "test.h"
#include "text/letter.h"

#include <ctype.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* The accented letters of Vietnamese, 67 in each case, with the plain letter of each. */
static const struct {
    const char *lower, *upper;
    char plain;
} letters[] = {
    {"àáảãạăằắẳẵặâầấẩẫậ", "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ", 'a'},
    {"đ", "Đ", 'd'},
    {"èéẻẽẹêềếểễệ", "ÈÉẺẼẸÊỀẾỂỄỆ", 'e'},
    {"ìíỉĩị", "ÌÍỈĨỊ", 'i'},
    {"òóỏõọôồốổỗộơờớởỡợ", "ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ", 'o'},
    {"ùúủũụưừứửữự", "ÙÚỦŨỤƯỪỨỬỮỰ", 'u'},
    {"ỳýỷỹỵ", "ỲÝỶỸỴ", 'y'},
};

static void title_gives(const char *title, const char *expected)
{
    auto_arena struct arena *arena = arena_new(1 << 16);
    const char *slug = slug_from_title(title, arena);
    assert_string_equal(slug, expected);
    if (*slug)
        assert_true(slug_valid(slug));
}

static void the_example_of_the_definition_holds(void **state)
{
    (void)state;
    static const char slug[] = "uy-ban-nhan-dan-huyen-duc-hoa-ke-hoach-so-120-kh-hu";
    static const char title[] = "Ủy ban nhân dân huyện Đức Hòa: Kế hoạch số 120-KH/HU";
    title_gives(title, slug);
    title_gives("ỦY BAN NHÂN DÂN HUYỆN ĐỨC HÒA: KẾ HOẠCH SỐ 120-KH/HU", slug);
    title_gives("Ủy ban nhân dân huyện \u00D0ức Hòa: Kế hoạch số 120-KH/HU", slug);
    title_gives(
        "  \uFEFFỦy ban nhân\u00A0dân huy\u00EA\u0323n Đức Ho\u0300a:\u200BKế ho\u00ADạch số 120-KH/HU…",
        slug);
    size_t size = 0;
    auto_free uint8_t *nfd = u8_normalize(UNINORM_NFD, (const uint8_t *)title, sizeof title, NULL, &size);
    title_gives((const char *)nfd, slug);
}

static void a_title_that_just_fits_keeps_its_last_word(void **state)
{
    (void)state;
    title_gives("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa bbbbbbbbbb",
                "aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-bbbbbbbbbb");
    title_gives("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa bbbbbbbbbbb",
                "aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa-aaaaaaaaa");
}

static size_t fold_all(const char *text, char plain)
{
    size_t count = 0;
    for (const char *p = text; *p; count++) {
        size_t size = 1;
        while ((p[size] & 0xC0) == 0x80)
            size++;
        char letter[8] = {0}, nfd[32] = {0}, expected[2] = {plain, 0};
        memcpy(letter, p, size);
        title_gives(letter, expected);
        size_t room = sizeof nfd;
        assert_ptr_equal(u8_normalize(UNINORM_NFD, (const uint8_t *)letter, size, (uint8_t *)nfd, &room),
                         nfd);
        title_gives(nfd, expected);
        p += size;
    }
    return count;
}

static void all_134_letters_fold(void **state)
{
    (void)state;
    size_t count = 0;
    auto_arena struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        count += fold_all(letters[i].lower, letters[i].plain);
        count += fold_all(letters[i].upper, letters[i].plain);
        assert_string_equal(text_lower(letters[i].upper, arena), letters[i].lower);
        assert_string_equal(text_lower(letters[i].lower, arena), letters[i].lower);
    }
    assert_int_equal(count, 134);
}

static void other_latin_letters_fold_too(void **state)
{
    (void)state;
    title_gives("Çà et là: Straße, Øre, Łódź, Æsir, Œuvre, Þór, İstanbul, ı, ﬁn, ｆｕｌｌ, x²",
                "ca-et-la-strasse-ore-lodz-aesir-oeuvre-thor-istanbul-i-fin-full-x2");
    title_gives("Tin tức — Москва 漢字 &c.", "tin-tuc-c");
}

/* What Unicode's compatibility decomposition of a point leaves of plain letters and digits, lower case. */
static void decompose(ucs4_t point, char *out, size_t size)
{
    uint8_t text[8], apart[200];
    size_t room = sizeof apart;
    int length = u8_uctomb(text, point, sizeof text);
    const uint8_t *nfkd = u8_normalize(UNINORM_NFKD, text, (size_t)length, apart, &room);
    assert_ptr_equal(nfkd, apart);
    size_t count = 0;
    for (size_t i = 0; i < room && count + 1 < size; i++)
        if (apart[i] < 0x80 && isalnum(apart[i]))
            out[count++] = (char)tolower(apart[i]);
    out[count] = '\0';
}

/* The table of the keys and Unicode's own decompositions say the same of every letter that comes apart. */
static void every_letter_that_unicode_takes_apart_folds_so(void **state)
{
    (void)state;
    size_t count = 0;
    for (ucs4_t point = 0xA1; point < 0x20000; point++) {
        if ((point >= 0xD800 && point < 0xE000) || !uc_is_general_category(point, UC_CATEGORY_L))
            continue;
        auto_arena struct arena *arena = arena_new(4096);
        uint8_t text[16] = "x-";
        char expected[40] = "x-";
        decompose(point, expected + 2, sizeof expected - 2);
        text[2 + u8_uctomb(text + 2, point, 8)] = '\0';
        if (!expected[2] || strspn(expected, "abcdefghijklmnopqrstuvwxyz-0123456789") != strlen(expected))
            continue;
        count++;
        assert_string_equal(slug_from_title((const char *)text, arena), expected);
    }
    assert_true(count > 1000);
}

static void nothing_usable_comes_out_empty(void **state)
{
    (void)state;
    title_gives("", "");
    title_gives("!!! --- …", "");
    title_gives("漢字", "");
    title_gives("2023", "");
    title_gives("  20.23 ", "20-23");
}

static void a_long_title_is_cut_at_a_hyphen(void **state)
{
    (void)state;
    title_gives("Hội nghị Ban Chấp hành Đảng bộ huyện Bình Gia lần thứ mười năm: Triển khai nhiệm vụ 3 tháng "
                "cuối năm 2023",
                "hoi-nghi-ban-chap-hanh-dang-bo-huyen-binh-gia-lan-thu-muoi-nam-trien-khai-nhiem");
    char title[201];
    memset(title, 'a', 200);
    title[200] = '\0';
    char slug[81];
    memset(slug, 'a', 80);
    slug[80] = '\0';
    title_gives(title, slug);
    memcpy(title, "2023 ", 5);
    memcpy(slug, "2023-", 5);
    title_gives(title, slug);
    memset(title, '1', 200);
    title_gives(title, "");
}

static void a_cut_exactly_between_words_keeps_the_last_one(void **state)
{
    (void)state;
    char title[200] = {0}, slug[81] = {0};
    for (size_t i = 0; i < 160; i++)
        title[i] = i % 27 == 26 ? ' ' : 'b';
    for (size_t i = 0; i < 80; i++)
        slug[i] = i % 27 == 26 ? '-' : 'b';
    title_gives(title, slug);
}

static void numbers_fit_behind_a_slug(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 16);
    assert_string_equal(slug_numbered("bai", 7, arena), "bai-7");
    const char *slug = "hoi-nghi-ban-chap-hanh-dang-bo-huyen-binh-gia-lan-thu-muoi-nam-trien-khai-nhiem";
    const char *numbered = slug_numbered(slug, 12, arena);
    assert_string_equal(numbered,
                        "hoi-nghi-ban-chap-hanh-dang-bo-huyen-binh-gia-lan-thu-muoi-nam-trien-khai-12");
    assert_true(slug_valid(slug_numbered(slug, INT64_MAX, arena)));
}

static void given_slugs_are_checked(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "bai-7", "7a", "tin-tuc", "2023-2025"};
    static const char *const bad[] = {"",    "-",   "-a", "a-",   "a--b", "A",   "đ",
                                      "a b", "a/b", "7",  "2023", "a.b",  "a_b", "a\n"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(slug_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(slug_valid(bad[i]));
    char longest[82];
    memset(longest, 'a', 81);
    longest[81] = '\0';
    assert_false(slug_valid(longest));
    longest[80] = '\0';
    assert_true(slug_valid(longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_definition_holds),
        cmocka_unit_test(a_title_that_just_fits_keeps_its_last_word),
        cmocka_unit_test(all_134_letters_fold),
        cmocka_unit_test(other_latin_letters_fold_too),
        cmocka_unit_test(every_letter_that_unicode_takes_apart_folds_so),
        cmocka_unit_test(nothing_usable_comes_out_empty),
        cmocka_unit_test(a_long_title_is_cut_at_a_hyphen),
        cmocka_unit_test(a_cut_exactly_between_words_keeps_the_last_one),
        cmocka_unit_test(numbers_fit_behind_a_slug),
        cmocka_unit_test(given_slugs_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
