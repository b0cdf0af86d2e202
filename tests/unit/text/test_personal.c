/* Personal data: each rule by examples, good and bad, and by numbers that are made here. */
#include "text/personal.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

enum { YEAR = 2026 };

static struct arena *arena;

/* The codes of what is found, with the words: "phone-number:0912 345 678; …". */
static const char *found(const char *text, const struct personal_known *known)
{
    struct personal_place *places;
    size_t count;
    const char *all = "";
    assert_int_equal(personal_find(text, strlen(text), known, YEAR, arena, &places, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(places[i].start < places[i].end && places[i].end <= strlen(text));
        all = arena_printf(arena, "%s%s%s:%.*s", all, *all ? "; " : "", personal_code(places[i].kind),
                           (int)(places[i].end - places[i].start), text + places[i].start);
    }
    return all;
}

static void each_kind_is_found(void **state)
{
    (void)state;
    const struct {
        const char *text, *wanted;
    } cases[] = {
        /* identity cards */
        {"Số CCCD: 001090012345, cấp ngày 1/2/2022.", "identity-number:001090012345"},
        {"(căn cước số 026 300 001 234)", "identity-number:026 300 001 234"},
        {"Bà A mang thẻ 079189001234.", "identity-number:079189001234"},
        {"CMND 012345678 do Công an Hà Nội cấp", "identity-number:012345678"},
        {"chứng minh nhân dân số 012.345.678", "identity-number:012.345.678"},
        {"So chung minh nhan dan: 012345678", "identity-number:012345678"},
        {"Mã định danh cá nhân 999999999999", "identity-number:999999999999"},
        {"STT\tHọ và tên\tSố CMND\n1\tA\t012345678\n2\tB\t087654321",
         "identity-number:012345678; identity-number:087654321"},
        {"Hộ chiếu số B1234567", "passport-number:B1234567"},
        /* telephones */
        {"Liên hệ: 0912345678.", "phone-number:0912345678"},
        {"ĐT 0912.345.678 hoặc 0987 654 321", "phone-number:0912.345.678; phone-number:0987 654 321"},
        {"+84 912 345 678", "phone-number:84 912 345 678"},
        {"0356-789-012/0787654321", "phone-number:0356-789-012; phone-number:0787654321"},
        {"Zalo 01687654321", "phone-number:01687654321"},
        {"0912345678-0987654321", "phone-number:0912345678; phone-number:0987654321"},
        /* accounts */
        {"Số tài khoản 0071001234567, Vietcombank, chủ tài khoản Nguyễn Văn An",
         "bank-account:0071001234567"},
        {"STK: 1903 6789 0123 45 (Techcombank)", "bank-account:1903 6789 0123 45"},
        {"tài khoản ngân hàng Agribank số 3100205123456", "bank-account:3100205123456"},
        /* insurance, taxes */
        {"Mã số bảo hiểm xã hội: 0123456789", "insurance-number:0123456789"},
        {"số sổ BHXH 7912345678", "insurance-number:7912345678"},
        {"thẻ GD4010123456789 còn hạn", "insurance-number:GD4010123456789"},
        {"thẻ BHYT số GD 4010123456789", "insurance-number:4010123456789"},
        {"Mã số thuế cá nhân 8012345670", ""}, /* its last digit is wrong */
        /* children and the sick */
        {"Cháu Nguyễn Văn An, sinh năm 2016, bị lạc.", "child:Nguyễn Văn An, sinh năm 2016"},
        {"em Lý Thị Mai (13 tuổi) ở thôn Bản Nghè", "child:Lý Thị Mai (13 tuổi"},
        {"Học sinh Trần Minh Đức lớp 5A đoạt giải Nhất", "child:Trần Minh Đức lớp 5A"},
        {"bé Giàng A Páo sinh ngày 3/4/2019", "child:Giàng A Páo sinh ngày 3/4/2019"},
        {"Ông Lò Văn Pó (58 tuổi) mắc bệnh ung thư phổi.", "health:Lò Văn Pó (58 tuổi) mắc bệnh ung thư"},
        {"bé Nguyễn Văn An (1 tuổi)", "child:Nguyễn Văn An (1 tuổi"},
        {"Bà Lò Thị Pó (119 tuổi) mắc bệnh ung thư phổi.", "health:Lò Thị Pó (119 tuổi) mắc bệnh ung thư"},
        {"bệnh nhân Nguyễn Thị Hoa dương tính với HIV", "health:Nguyễn Thị Hoa dương tính với HIV"},
        /* lists */
        {"STT\tHọ và tên\tNgày sinh\n1\tNguyễn Văn An\t12/03/1980\n2\tTrần Thị Bình\t01/02/1975",
         "list-of-persons:1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = found(cases[i].text, NULL);
        if (strcmp(got, cases[i].wanted) != 0)
            fail_msg("%s: %s (wanted %s)", cases[i].text, got, cases[i].wanted);
    }
}

static void what_is_no_personal_data_is_left_alone(void **state)
{
    (void)state;
    const char *const texts[] = {
        "Quyết định số 1234567890/QĐ-UBND ngày 12/3/2024",
        "Tổng vốn 123.456.789.012 đồng, trong đó ngân sách 090.123.456.789 đồng",
        "kinh phí 012345678901 đồng",
        "Đường dây nóng của Công an huyện: 0912345678",
        "Hotline 0987.654.321 phục vụ 24/7",
        "Điện thoại văn phòng: 0206 3852 123, fax 024.38251234",
        "Tài khoản 3713.0.1058784.00000 tại Kho bạc Nhà nước Cao Bằng",
        "Số tài khoản 117000002233 của Quỹ Vì người nghèo xã Nà Khuổi",
        "https://example.gov.vn/bai/0912345678 và /tep/001090012345.pdf",
        "Mã số thuế 0100109106 (Tập đoàn)",
        "mã vạch 8934567890123, lô 20260131",
        "ngày 12-03-2024, từ 2020-2025, tỷ lệ 98,76%",
        "Chị Nguyễn Thị Lan, Giám đốc Sở Y tế, cho biết có 3 ca dương tính",
        "em N.V.A (13 tuổi) và cháu B. (5 tuổi)",
        "Em Nguyễn Văn An, 20 tuổi, sinh viên",
        "ông Lò Văn Pó (120 tuổi) mắc bệnh ung thư phổi",
        "cháu Lê Hoàng L., học sinh lớp 1, và em Hoàng Thị Th. (7 tuổi)",
        "em Trần Văn Nam, học sinh lớp 10",
        "tang lễ em Lê Hữu Phước. Toàn bộ học sinh lớp 5A đến viếng",
        "đường dây nóng (0206.3821237 và 0913428304)",
        "mở tài khoản ngân hàng... Trong giai đoạn 2019-2024",
        "tài khoản ngân hàng giai đoạn 2019-2024",
        "ông Nguyễn Văn A, Bí thư Đảng ủy, dự hội nghị",
        "họ và tên, ngày sinh của người đề nghị",
        "1234567890123456789012345678901234567890",
        "Số 08/2023/NĐ-CP; 45/2022/TT-BTC; 1.001234.000.00.00.H21",
        "tọa độ 22.6666666, 106.2577777",
        "",
        "STT\tNgày sinh\tSố lượng\n1\t12/03/1980\tba\n2\t01/02/1975\tbốn",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *got = found(texts[i], NULL);
        if (*got)
            fail_msg("%s: %s", texts[i], got);
    }
}

static void the_offices_own_numbers_are_everybodys(void **state)
{
    (void)state;
    struct personal_known known = personal_known_of("Điện thoại: 0912 345 678; Zalo +84 987654321", arena);
    assert_string_equal(found("Gọi 0912.345.678 hoặc 0987654321.", &known), "");
    assert_string_equal(found("Gọi 0912.345.679.", &known), "phone-number:0912.345.679");
}

/* Numbers of chance, always the same ones. */
static uint64_t chance_state = 2026;
static unsigned chance(unsigned below)
{
    chance_state = chance_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(chance_state >> 33) % below;
}

static void every_identity_number_that_can_be_is_found(void **state)
{
    static const int provinces[] = {1, 2, 26, 34, 68, 79, 96};
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char number[16], text[64];
        unsigned sex = chance(4), born = sex < 2 ? 5 + chance(95) : chance(27);
        snprintf(number, sizeof number, "%03d%u%02u%06u", provinces[chance(7)], sex, born, chance(1000000));
        snprintf(text, sizeof text, "Thẻ số %s cấp năm 2021", number);
        assert_string_equal(found(text, NULL), arena_printf(arena, "identity-number:%s", number));
    }
}

static void twelve_digits_that_can_be_nobodys_are_not(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char text[64];
        /* No province has these numbers, or nobody is born in that year yet. */
        if (chance(2))
            snprintf(text, sizeof text, "Lô %03u%u%02u%06u", 100 + chance(899), chance(4), chance(100),
                     chance(1000000));
        else
            snprintf(text, sizeof text, "Lô 001%u%02u%06u", 2 + chance(2), 27 + chance(73), chance(1000000));
        assert_string_equal(found(text, NULL), "");
    }
}

static void every_mobile_telephone_is_found_however_it_is_written(void **state)
{
    static const char *const beginnings[] = {"032", "039", "052", "056", "058", "070",
                                             "079", "081", "089", "090", "099"};
    static const char *const dividers[] = {"", " ", ".", "-"};
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char number[24], text[64];
        const char *divider = dividers[chance(4)];
        snprintf(number, sizeof number, "%s%s%04u%s%03u", beginnings[chance(11)], divider, chance(10000),
                 divider, chance(1000));
        snprintf(text, sizeof text, "gọi %s nhé", number);
        assert_string_equal(found(text, NULL), arena_printf(arena, "phone-number:%s", number));
    }
}

static void a_persons_tax_code_is_known_by_its_last_digit(void **state)
{
    static const int weights[] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char number[12], text[64];
        int sum = 0;
        snprintf(number, sizeof number, "8%08u0", chance(100000000));
        for (int k = 0; k < 9; k++)
            sum += (number[k] - '0') * weights[k];
        int last = 10 - sum % 11;
        if (last > 9)
            continue;
        number[9] = (char)('0' + last);
        snprintf(text, sizeof text, "MST: %s", number);
        assert_string_equal(found(text, NULL), arena_printf(arena, "tax-code:%s", number));
        number[9] = (char)('0' + (last + 1) % 10);
        snprintf(text, sizeof text, "MST: %s", number);
        assert_string_equal(found(text, NULL), "");
    }
}

static void a_long_text_is_read_whole_and_places_are_those_of_the_text(void **state)
{
    enum { LINES = 20000 };
    static char text[LINES * 48 + 64];
    struct personal_place *places;
    size_t length = 0, count;
    (void)state;
    for (int i = 0; i < LINES; i++)
        length += (size_t)sprintf(text + length, "Dòng %d không có gì đáng nói.\n", i);
    size_t at = length;
    length += (size_t)sprintf(text + length, "0912345678");
    assert_int_equal(personal_find(text, length, NULL, YEAR, arena, &places, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(places[0].start, at);
    assert_int_equal(places[0].end, length);
    /* Without an end of line, and nothing but digits. */
    memset(text, '7', sizeof text - 1);
    assert_int_equal(personal_find(text, sizeof text - 1, NULL, YEAR, arena, &places, &count), ERR_OK);
    assert_int_equal(count, 0);
}

static void no_more_places_are_told_than_said(void **state)
{
    static char text[16000];
    struct personal_place *places;
    size_t length = 0, count;
    (void)state;
    for (int i = 0; i < 300; i++)
        length += (size_t)sprintf(text + length, "gọi 09123%05d; ", i);
    assert_int_equal(personal_find(text, length, NULL, YEAR, arena, &places, &count), ERR_OK);
    assert_int_equal(count, PERSONAL_MOST);
}

static void each_kind_has_words_in_both_languages(void **state)
{
    (void)state;
    for (enum personal kind = 0; kind < PERSONAL_COUNT; kind++)
        for (enum lang lang = 0; lang < LANG_COUNT; lang++)
            assert_true(*personal_code(kind) && *personal_sentence(kind, lang));
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new(256 * 1024 * 1024);
    return !arena;
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
        cmocka_unit_test(each_kind_is_found),
        cmocka_unit_test(what_is_no_personal_data_is_left_alone),
        cmocka_unit_test(the_offices_own_numbers_are_everybodys),
        cmocka_unit_test(every_identity_number_that_can_be_is_found),
        cmocka_unit_test(twelve_digits_that_can_be_nobodys_are_not),
        cmocka_unit_test(every_mobile_telephone_is_found_however_it_is_written),
        cmocka_unit_test(a_persons_tax_code_is_known_by_its_last_digit),
        cmocka_unit_test(a_long_text_is_read_whole_and_places_are_those_of_the_text),
        cmocka_unit_test(no_more_places_are_told_than_said),
        cmocka_unit_test(each_kind_has_words_in_both_languages),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
